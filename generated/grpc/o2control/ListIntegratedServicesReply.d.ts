import type { IntegratedServiceInfo as _o2control_IntegratedServiceInfo, IntegratedServiceInfo__Output as _o2control_IntegratedServiceInfo__Output } from '../o2control/IntegratedServiceInfo.js';
import type { Long } from '@grpc/proto-loader';
export interface ListIntegratedServicesReply {
    'services'?: ({
        [key: string]: _o2control_IntegratedServiceInfo;
    });
    'timestamp'?: (number | string | Long);
}
export interface ListIntegratedServicesReply__Output {
    'services': ({
        [key: string]: _o2control_IntegratedServiceInfo__Output;
    });
    'timestamp': (string);
}
