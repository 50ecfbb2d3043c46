export interface StringMap {
    'stringMap'?: ({
        [key: string]: string;
    });
}
export interface StringMap__Output {
    'stringMap': ({
        [key: string]: string;
    });
}
