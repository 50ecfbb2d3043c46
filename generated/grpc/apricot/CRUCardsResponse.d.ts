export interface CRUCardsResponse {
    'cards'?: (string);
}
export interface CRUCardsResponse__Output {
    'cards': (string);
}
