import type { DetectorInventoryResponse as _apricot_DetectorInventoryResponse, DetectorInventoryResponse__Output as _apricot_DetectorInventoryResponse__Output } from '../apricot/DetectorInventoryResponse.js';
export interface DetectorEntriesResponse {
    'detectorEntries'?: ({
        [key: string]: _apricot_DetectorInventoryResponse;
    });
}
export interface DetectorEntriesResponse__Output {
    'detectorEntries': ({
        [key: string]: _apricot_DetectorInventoryResponse__Output;
    });
}
