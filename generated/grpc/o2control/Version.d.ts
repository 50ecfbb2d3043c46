export interface Version {
    'major'?: (number);
    'minor'?: (number);
    'patch'?: (number);
    'build'?: (string);
    'productName'?: (string);
    'versionStr'?: (string);
}
export interface Version__Output {
    'major': (number);
    'minor': (number);
    'patch': (number);
    'build': (string);
    'productName': (string);
    'versionStr': (string);
}
