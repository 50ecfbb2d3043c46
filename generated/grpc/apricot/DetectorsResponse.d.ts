export interface DetectorsResponse {
    'detectors'?: (string)[];
}
export interface DetectorsResponse__Output {
    'detectors': (string)[];
}
