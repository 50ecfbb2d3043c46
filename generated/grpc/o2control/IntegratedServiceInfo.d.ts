export interface IntegratedServiceInfo {
    'name'?: (string);
    'enabled'?: (boolean);
    'endpoint'?: (string);
    'connectionState'?: (string);
    'data'?: (string);
}
export interface IntegratedServiceInfo__Output {
    'name': (string);
    'enabled': (boolean);
    'endpoint': (string);
    'connectionState': (string);
    'data': (string);
}
