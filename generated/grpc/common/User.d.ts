export interface User {
    'externalId'?: (number);
    'id'?: (number);
    'name'?: (string);
    '_externalId'?: "externalId";
    '_id'?: "id";
}
export interface User__Output {
    'externalId'?: (number);
    'id'?: (number);
    'name': (string);
    '_externalId'?: "externalId";
    '_id'?: "id";
}
