import type { Ev_EnvironmentEvent as _events_Ev_EnvironmentEvent, Ev_EnvironmentEvent__Output as _events_Ev_EnvironmentEvent__Output } from '../events/Ev_EnvironmentEvent.js';
import type { Ev_TaskEvent as _events_Ev_TaskEvent, Ev_TaskEvent__Output as _events_Ev_TaskEvent__Output } from '../events/Ev_TaskEvent.js';
import type { Ev_RoleEvent as _events_Ev_RoleEvent, Ev_RoleEvent__Output as _events_Ev_RoleEvent__Output } from '../events/Ev_RoleEvent.js';
import type { Ev_CallEvent as _events_Ev_CallEvent, Ev_CallEvent__Output as _events_Ev_CallEvent__Output } from '../events/Ev_CallEvent.js';
import type { Ev_IntegratedServiceEvent as _events_Ev_IntegratedServiceEvent, Ev_IntegratedServiceEvent__Output as _events_Ev_IntegratedServiceEvent__Output } from '../events/Ev_IntegratedServiceEvent.js';
import type { Ev_RunEvent as _events_Ev_RunEvent, Ev_RunEvent__Output as _events_Ev_RunEvent__Output } from '../events/Ev_RunEvent.js';
import type { Ev_MetaEvent_FrameworkEvent as _events_Ev_MetaEvent_FrameworkEvent, Ev_MetaEvent_FrameworkEvent__Output as _events_Ev_MetaEvent_FrameworkEvent__Output } from '../events/Ev_MetaEvent_FrameworkEvent.js';
import type { Ev_MetaEvent_MesosHeartbeat as _events_Ev_MetaEvent_MesosHeartbeat, Ev_MetaEvent_MesosHeartbeat__Output as _events_Ev_MetaEvent_MesosHeartbeat__Output } from '../events/Ev_MetaEvent_MesosHeartbeat.js';
import type { Ev_MetaEvent_CoreStart as _events_Ev_MetaEvent_CoreStart, Ev_MetaEvent_CoreStart__Output as _events_Ev_MetaEvent_CoreStart__Output } from '../events/Ev_MetaEvent_CoreStart.js';
import type { Ev_BeamModeEvent as _events_Ev_BeamModeEvent, Ev_BeamModeEvent__Output as _events_Ev_BeamModeEvent__Output } from '../events/Ev_BeamModeEvent.js';
import type { Long } from '@grpc/proto-loader';
export interface Event {
    'timestamp'?: (number | string | Long);
    'timestampNano'?: (number | string | Long);
    'environmentEvent'?: (_events_Ev_EnvironmentEvent | null);
    'taskEvent'?: (_events_Ev_TaskEvent | null);
    'roleEvent'?: (_events_Ev_RoleEvent | null);
    'callEvent'?: (_events_Ev_CallEvent | null);
    'integratedServiceEvent'?: (_events_Ev_IntegratedServiceEvent | null);
    'runEvent'?: (_events_Ev_RunEvent | null);
    'frameworkEvent'?: (_events_Ev_MetaEvent_FrameworkEvent | null);
    'mesosHeartbeatEvent'?: (_events_Ev_MetaEvent_MesosHeartbeat | null);
    'coreStartEvent'?: (_events_Ev_MetaEvent_CoreStart | null);
    'beamModeEvent'?: (_events_Ev_BeamModeEvent | null);
    'Payload'?: "environmentEvent" | "taskEvent" | "roleEvent" | "callEvent" | "integratedServiceEvent" | "runEvent" | "frameworkEvent" | "mesosHeartbeatEvent" | "coreStartEvent" | "beamModeEvent";
}
export interface Event__Output {
    'timestamp': (string);
    'timestampNano': (string);
    'environmentEvent'?: (_events_Ev_EnvironmentEvent__Output | null);
    'taskEvent'?: (_events_Ev_TaskEvent__Output | null);
    'roleEvent'?: (_events_Ev_RoleEvent__Output | null);
    'callEvent'?: (_events_Ev_CallEvent__Output | null);
    'integratedServiceEvent'?: (_events_Ev_IntegratedServiceEvent__Output | null);
    'runEvent'?: (_events_Ev_RunEvent__Output | null);
    'frameworkEvent'?: (_events_Ev_MetaEvent_FrameworkEvent__Output | null);
    'mesosHeartbeatEvent'?: (_events_Ev_MetaEvent_MesosHeartbeat__Output | null);
    'coreStartEvent'?: (_events_Ev_MetaEvent_CoreStart__Output | null);
    'beamModeEvent'?: (_events_Ev_BeamModeEvent__Output | null);
    'Payload'?: "environmentEvent" | "taskEvent" | "roleEvent" | "callEvent" | "integratedServiceEvent" | "runEvent" | "frameworkEvent" | "mesosHeartbeatEvent" | "coreStartEvent" | "beamModeEvent";
}
