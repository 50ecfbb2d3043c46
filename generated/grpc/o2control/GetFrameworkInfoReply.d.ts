import type { Version as _o2control_Version, Version__Output as _o2control_Version__Output } from '../o2control/Version.js';
import type { Long } from '@grpc/proto-loader';
export interface GetFrameworkInfoReply {
    'frameworkId'?: (string);
    'environmentsCount'?: (number);
    'tasksCount'?: (number);
    'state'?: (string);
    'hostsCount'?: (number);
    'instanceName'?: (string);
    'version'?: (_o2control_Version | null);
    'configurationEndpoint'?: (string);
    'detectorsInInstance'?: (string)[];
    'activeDetectors'?: (string)[];
    'availableDetectors'?: (string)[];
    'timestamp'?: (number | string | Long);
}
export interface GetFrameworkInfoReply__Output {
    'frameworkId': (string);
    'environmentsCount': (number);
    'tasksCount': (number);
    'state': (string);
    'hostsCount': (number);
    'instanceName': (string);
    'version': (_o2control_Version__Output | null);
    'configurationEndpoint': (string);
    'detectorsInInstance': (string)[];
    'activeDetectors': (string)[];
    'availableDetectors': (string)[];
    'timestamp': (string);
}
