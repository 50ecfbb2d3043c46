export interface DetectorInventoryResponse {
    'flps'?: (string)[];
}
export interface DetectorInventoryResponse__Output {
    'flps': (string)[];
}
