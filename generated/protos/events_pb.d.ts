// package: events
// file: protos/events.proto

import * as jspb from "google-protobuf";
import * as protos_common_pb from "../protos/common_pb";

export class Ev_MetaEvent_MesosHeartbeat extends jspb.Message {
  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): Ev_MetaEvent_MesosHeartbeat.AsObject;
  static toObject(includeInstance: boolean, msg: Ev_MetaEvent_MesosHeartbeat): Ev_MetaEvent_MesosHeartbeat.AsObject;
  static extensions: {[key: number]: jspb.ExtensionFieldInfo<jspb.Message>};
  static extensionsBinary: {[key: number]: jspb.ExtensionFieldBinaryInfo<jspb.Message>};
  static serializeBinaryToWriter(message: Ev_MetaEvent_MesosHeartbeat, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): Ev_MetaEvent_MesosHeartbeat;
  static deserializeBinaryFromReader(message: Ev_MetaEvent_MesosHeartbeat, reader: jspb.BinaryReader): Ev_MetaEvent_MesosHeartbeat;
}

export namespace Ev_MetaEvent_MesosHeartbeat {
  export type AsObject = {
  }
}

export class Ev_MetaEvent_CoreStart extends jspb.Message {
  getFrameworkid(): string;
  setFrameworkid(value: string): void;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): Ev_MetaEvent_CoreStart.AsObject;
  static toObject(includeInstance: boolean, msg: Ev_MetaEvent_CoreStart): Ev_MetaEvent_CoreStart.AsObject;
  static extensions: {[key: number]: jspb.ExtensionFieldInfo<jspb.Message>};
  static extensionsBinary: {[key: number]: jspb.ExtensionFieldBinaryInfo<jspb.Message>};
  static serializeBinaryToWriter(message: Ev_MetaEvent_CoreStart, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): Ev_MetaEvent_CoreStart;
  static deserializeBinaryFromReader(message: Ev_MetaEvent_CoreStart, reader: jspb.BinaryReader): Ev_MetaEvent_CoreStart;
}

export namespace Ev_MetaEvent_CoreStart {
  export type AsObject = {
    frameworkid: string,
  }
}

export class Ev_MetaEvent_FrameworkEvent extends jspb.Message {
  getFrameworkid(): string;
  setFrameworkid(value: string): void;

  getMessage(): string;
  setMessage(value: string): void;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): Ev_MetaEvent_FrameworkEvent.AsObject;
  static toObject(includeInstance: boolean, msg: Ev_MetaEvent_FrameworkEvent): Ev_MetaEvent_FrameworkEvent.AsObject;
  static extensions: {[key: number]: jspb.ExtensionFieldInfo<jspb.Message>};
  static extensionsBinary: {[key: number]: jspb.ExtensionFieldBinaryInfo<jspb.Message>};
  static serializeBinaryToWriter(message: Ev_MetaEvent_FrameworkEvent, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): Ev_MetaEvent_FrameworkEvent;
  static deserializeBinaryFromReader(message: Ev_MetaEvent_FrameworkEvent, reader: jspb.BinaryReader): Ev_MetaEvent_FrameworkEvent;
}

export namespace Ev_MetaEvent_FrameworkEvent {
  export type AsObject = {
    frameworkid: string,
    message: string,
  }
}

export class Ev_EnvironmentEvent extends jspb.Message {
  getEnvironmentid(): string;
  setEnvironmentid(value: string): void;

  getState(): string;
  setState(value: string): void;

  getRunnumber(): number;
  setRunnumber(value: number): void;

  getError(): string;
  setError(value: string): void;

  getMessage(): string;
  setMessage(value: string): void;

  getTransition(): string;
  setTransition(value: string): void;

  getTransitionstep(): string;
  setTransitionstep(value: string): void;

  getTransitionstatus(): OpStatusMap[keyof OpStatusMap];
  setTransitionstatus(value: OpStatusMap[keyof OpStatusMap]): void;

  getVarsMap(): jspb.Map<string, string>;
  clearVarsMap(): void;
  hasLastrequestuser(): boolean;
  clearLastrequestuser(): void;
  getLastrequestuser(): protos_common_pb.User | undefined;
  setLastrequestuser(value?: protos_common_pb.User): void;

  hasWorkflowtemplateinfo(): boolean;
  clearWorkflowtemplateinfo(): void;
  getWorkflowtemplateinfo(): protos_common_pb.WorkflowTemplateInfo | undefined;
  setWorkflowtemplateinfo(value?: protos_common_pb.WorkflowTemplateInfo): void;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): Ev_EnvironmentEvent.AsObject;
  static toObject(includeInstance: boolean, msg: Ev_EnvironmentEvent): Ev_EnvironmentEvent.AsObject;
  static extensions: {[key: number]: jspb.ExtensionFieldInfo<jspb.Message>};
  static extensionsBinary: {[key: number]: jspb.ExtensionFieldBinaryInfo<jspb.Message>};
  static serializeBinaryToWriter(message: Ev_EnvironmentEvent, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): Ev_EnvironmentEvent;
  static deserializeBinaryFromReader(message: Ev_EnvironmentEvent, reader: jspb.BinaryReader): Ev_EnvironmentEvent;
}

export namespace Ev_EnvironmentEvent {
  export type AsObject = {
    environmentid: string,
    state: string,
    runnumber: number,
    error: string,
    message: string,
    transition: string,
    transitionstep: string,
    transitionstatus: OpStatusMap[keyof OpStatusMap],
    varsMap: Array<[string, string]>,
    lastrequestuser?: protos_common_pb.User.AsObject,
    workflowtemplateinfo?: protos_common_pb.WorkflowTemplateInfo.AsObject,
  }
}

export class Traits extends jspb.Message {
  getTrigger(): string;
  setTrigger(value: string): void;

  getAwait(): string;
  setAwait(value: string): void;

  getTimeout(): string;
  setTimeout(value: string): void;

  getCritical(): boolean;
  setCritical(value: boolean): void;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): Traits.AsObject;
  static toObject(includeInstance: boolean, msg: Traits): Traits.AsObject;
  static extensions: {[key: number]: jspb.ExtensionFieldInfo<jspb.Message>};
  static extensionsBinary: {[key: number]: jspb.ExtensionFieldBinaryInfo<jspb.Message>};
  static serializeBinaryToWriter(message: Traits, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): Traits;
  static deserializeBinaryFromReader(message: Traits, reader: jspb.BinaryReader): Traits;
}

export namespace Traits {
  export type AsObject = {
    trigger: string,
    await: string,
    timeout: string,
    critical: boolean,
  }
}

export class Ev_TaskEvent extends jspb.Message {
  getName(): string;
  setName(value: string): void;

  getTaskid(): string;
  setTaskid(value: string): void;

  getState(): string;
  setState(value: string): void;

  getStatus(): string;
  setStatus(value: string): void;

  getHostname(): string;
  setHostname(value: string): void;

  getClassname(): string;
  setClassname(value: string): void;

  hasTraits(): boolean;
  clearTraits(): void;
  getTraits(): Traits | undefined;
  setTraits(value?: Traits): void;

  getEnvironmentid(): string;
  setEnvironmentid(value: string): void;

  getPath(): string;
  setPath(value: string): void;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): Ev_TaskEvent.AsObject;
  static toObject(includeInstance: boolean, msg: Ev_TaskEvent): Ev_TaskEvent.AsObject;
  static extensions: {[key: number]: jspb.ExtensionFieldInfo<jspb.Message>};
  static extensionsBinary: {[key: number]: jspb.ExtensionFieldBinaryInfo<jspb.Message>};
  static serializeBinaryToWriter(message: Ev_TaskEvent, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): Ev_TaskEvent;
  static deserializeBinaryFromReader(message: Ev_TaskEvent, reader: jspb.BinaryReader): Ev_TaskEvent;
}

export namespace Ev_TaskEvent {
  export type AsObject = {
    name: string,
    taskid: string,
    state: string,
    status: string,
    hostname: string,
    classname: string,
    traits?: Traits.AsObject,
    environmentid: string,
    path: string,
  }
}

export class Ev_CallEvent extends jspb.Message {
  getFunc(): string;
  setFunc(value: string): void;

  getCallstatus(): OpStatusMap[keyof OpStatusMap];
  setCallstatus(value: OpStatusMap[keyof OpStatusMap]): void;

  getReturn(): string;
  setReturn(value: string): void;

  hasTraits(): boolean;
  clearTraits(): void;
  getTraits(): Traits | undefined;
  setTraits(value?: Traits): void;

  getOutput(): string;
  setOutput(value: string): void;

  getError(): string;
  setError(value: string): void;

  getEnvironmentid(): string;
  setEnvironmentid(value: string): void;

  getPath(): string;
  setPath(value: string): void;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): Ev_CallEvent.AsObject;
  static toObject(includeInstance: boolean, msg: Ev_CallEvent): Ev_CallEvent.AsObject;
  static extensions: {[key: number]: jspb.ExtensionFieldInfo<jspb.Message>};
  static extensionsBinary: {[key: number]: jspb.ExtensionFieldBinaryInfo<jspb.Message>};
  static serializeBinaryToWriter(message: Ev_CallEvent, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): Ev_CallEvent;
  static deserializeBinaryFromReader(message: Ev_CallEvent, reader: jspb.BinaryReader): Ev_CallEvent;
}

export namespace Ev_CallEvent {
  export type AsObject = {
    func: string,
    callstatus: OpStatusMap[keyof OpStatusMap],
    pb_return: string,
    traits?: Traits.AsObject,
    output: string,
    error: string,
    environmentid: string,
    path: string,
  }
}

export class Ev_RoleEvent extends jspb.Message {
  getName(): string;
  setName(value: string): void;

  getStatus(): string;
  setStatus(value: string): void;

  getState(): string;
  setState(value: string): void;

  getRolepath(): string;
  setRolepath(value: string): void;

  getEnvironmentid(): string;
  setEnvironmentid(value: string): void;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): Ev_RoleEvent.AsObject;
  static toObject(includeInstance: boolean, msg: Ev_RoleEvent): Ev_RoleEvent.AsObject;
  static extensions: {[key: number]: jspb.ExtensionFieldInfo<jspb.Message>};
  static extensionsBinary: {[key: number]: jspb.ExtensionFieldBinaryInfo<jspb.Message>};
  static serializeBinaryToWriter(message: Ev_RoleEvent, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): Ev_RoleEvent;
  static deserializeBinaryFromReader(message: Ev_RoleEvent, reader: jspb.BinaryReader): Ev_RoleEvent;
}

export namespace Ev_RoleEvent {
  export type AsObject = {
    name: string,
    status: string,
    state: string,
    rolepath: string,
    environmentid: string,
  }
}

export class Ev_IntegratedServiceEvent extends jspb.Message {
  getName(): string;
  setName(value: string): void;

  getError(): string;
  setError(value: string): void;

  getOperationname(): string;
  setOperationname(value: string): void;

  getOperationstatus(): OpStatusMap[keyof OpStatusMap];
  setOperationstatus(value: OpStatusMap[keyof OpStatusMap]): void;

  getOperationstep(): string;
  setOperationstep(value: string): void;

  getOperationstepstatus(): OpStatusMap[keyof OpStatusMap];
  setOperationstepstatus(value: OpStatusMap[keyof OpStatusMap]): void;

  getEnvironmentid(): string;
  setEnvironmentid(value: string): void;

  getPayload(): string;
  setPayload(value: string): void;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): Ev_IntegratedServiceEvent.AsObject;
  static toObject(includeInstance: boolean, msg: Ev_IntegratedServiceEvent): Ev_IntegratedServiceEvent.AsObject;
  static extensions: {[key: number]: jspb.ExtensionFieldInfo<jspb.Message>};
  static extensionsBinary: {[key: number]: jspb.ExtensionFieldBinaryInfo<jspb.Message>};
  static serializeBinaryToWriter(message: Ev_IntegratedServiceEvent, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): Ev_IntegratedServiceEvent;
  static deserializeBinaryFromReader(message: Ev_IntegratedServiceEvent, reader: jspb.BinaryReader): Ev_IntegratedServiceEvent;
}

export namespace Ev_IntegratedServiceEvent {
  export type AsObject = {
    name: string,
    error: string,
    operationname: string,
    operationstatus: OpStatusMap[keyof OpStatusMap],
    operationstep: string,
    operationstepstatus: OpStatusMap[keyof OpStatusMap],
    environmentid: string,
    payload: string,
  }
}

export class Ev_RunEvent extends jspb.Message {
  getEnvironmentid(): string;
  setEnvironmentid(value: string): void;

  getRunnumber(): number;
  setRunnumber(value: number): void;

  getState(): string;
  setState(value: string): void;

  getError(): string;
  setError(value: string): void;

  getTransition(): string;
  setTransition(value: string): void;

  getTransitionstatus(): OpStatusMap[keyof OpStatusMap];
  setTransitionstatus(value: OpStatusMap[keyof OpStatusMap]): void;

  hasLastrequestuser(): boolean;
  clearLastrequestuser(): void;
  getLastrequestuser(): protos_common_pb.User | undefined;
  setLastrequestuser(value?: protos_common_pb.User): void;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): Ev_RunEvent.AsObject;
  static toObject(includeInstance: boolean, msg: Ev_RunEvent): Ev_RunEvent.AsObject;
  static extensions: {[key: number]: jspb.ExtensionFieldInfo<jspb.Message>};
  static extensionsBinary: {[key: number]: jspb.ExtensionFieldBinaryInfo<jspb.Message>};
  static serializeBinaryToWriter(message: Ev_RunEvent, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): Ev_RunEvent;
  static deserializeBinaryFromReader(message: Ev_RunEvent, reader: jspb.BinaryReader): Ev_RunEvent;
}

export namespace Ev_RunEvent {
  export type AsObject = {
    environmentid: string,
    runnumber: number,
    state: string,
    error: string,
    transition: string,
    transitionstatus: OpStatusMap[keyof OpStatusMap],
    lastrequestuser?: protos_common_pb.User.AsObject,
  }
}

export class Ev_BeamModeEvent extends jspb.Message {
  getTimestamp(): number;
  setTimestamp(value: number): void;

  hasBeaminfo(): boolean;
  clearBeaminfo(): void;
  getBeaminfo(): protos_common_pb.BeamInfo | undefined;
  setBeaminfo(value?: protos_common_pb.BeamInfo): void;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): Ev_BeamModeEvent.AsObject;
  static toObject(includeInstance: boolean, msg: Ev_BeamModeEvent): Ev_BeamModeEvent.AsObject;
  static extensions: {[key: number]: jspb.ExtensionFieldInfo<jspb.Message>};
  static extensionsBinary: {[key: number]: jspb.ExtensionFieldBinaryInfo<jspb.Message>};
  static serializeBinaryToWriter(message: Ev_BeamModeEvent, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): Ev_BeamModeEvent;
  static deserializeBinaryFromReader(message: Ev_BeamModeEvent, reader: jspb.BinaryReader): Ev_BeamModeEvent;
}

export namespace Ev_BeamModeEvent {
  export type AsObject = {
    timestamp: number,
    beaminfo?: protos_common_pb.BeamInfo.AsObject,
  }
}

export class Event extends jspb.Message {
  getTimestamp(): number;
  setTimestamp(value: number): void;

  getTimestampnano(): string;
  setTimestampnano(value: string): void;

  hasEnvironmentevent(): boolean;
  clearEnvironmentevent(): void;
  getEnvironmentevent(): Ev_EnvironmentEvent | undefined;
  setEnvironmentevent(value?: Ev_EnvironmentEvent): void;

  hasTaskevent(): boolean;
  clearTaskevent(): void;
  getTaskevent(): Ev_TaskEvent | undefined;
  setTaskevent(value?: Ev_TaskEvent): void;

  hasRoleevent(): boolean;
  clearRoleevent(): void;
  getRoleevent(): Ev_RoleEvent | undefined;
  setRoleevent(value?: Ev_RoleEvent): void;

  hasCallevent(): boolean;
  clearCallevent(): void;
  getCallevent(): Ev_CallEvent | undefined;
  setCallevent(value?: Ev_CallEvent): void;

  hasIntegratedserviceevent(): boolean;
  clearIntegratedserviceevent(): void;
  getIntegratedserviceevent(): Ev_IntegratedServiceEvent | undefined;
  setIntegratedserviceevent(value?: Ev_IntegratedServiceEvent): void;

  hasRunevent(): boolean;
  clearRunevent(): void;
  getRunevent(): Ev_RunEvent | undefined;
  setRunevent(value?: Ev_RunEvent): void;

  hasFrameworkevent(): boolean;
  clearFrameworkevent(): void;
  getFrameworkevent(): Ev_MetaEvent_FrameworkEvent | undefined;
  setFrameworkevent(value?: Ev_MetaEvent_FrameworkEvent): void;

  hasMesosheartbeatevent(): boolean;
  clearMesosheartbeatevent(): void;
  getMesosheartbeatevent(): Ev_MetaEvent_MesosHeartbeat | undefined;
  setMesosheartbeatevent(value?: Ev_MetaEvent_MesosHeartbeat): void;

  hasCorestartevent(): boolean;
  clearCorestartevent(): void;
  getCorestartevent(): Ev_MetaEvent_CoreStart | undefined;
  setCorestartevent(value?: Ev_MetaEvent_CoreStart): void;

  hasBeammodeevent(): boolean;
  clearBeammodeevent(): void;
  getBeammodeevent(): Ev_BeamModeEvent | undefined;
  setBeammodeevent(value?: Ev_BeamModeEvent): void;

  getPayloadCase(): Event.PayloadCase;
  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): Event.AsObject;
  static toObject(includeInstance: boolean, msg: Event): Event.AsObject;
  static extensions: {[key: number]: jspb.ExtensionFieldInfo<jspb.Message>};
  static extensionsBinary: {[key: number]: jspb.ExtensionFieldBinaryInfo<jspb.Message>};
  static serializeBinaryToWriter(message: Event, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): Event;
  static deserializeBinaryFromReader(message: Event, reader: jspb.BinaryReader): Event;
}

export namespace Event {
  export type AsObject = {
    timestamp: number,
    timestampnano: string,
    environmentevent?: Ev_EnvironmentEvent.AsObject,
    taskevent?: Ev_TaskEvent.AsObject,
    roleevent?: Ev_RoleEvent.AsObject,
    callevent?: Ev_CallEvent.AsObject,
    integratedserviceevent?: Ev_IntegratedServiceEvent.AsObject,
    runevent?: Ev_RunEvent.AsObject,
    frameworkevent?: Ev_MetaEvent_FrameworkEvent.AsObject,
    mesosheartbeatevent?: Ev_MetaEvent_MesosHeartbeat.AsObject,
    corestartevent?: Ev_MetaEvent_CoreStart.AsObject,
    beammodeevent?: Ev_BeamModeEvent.AsObject,
  }

  export enum PayloadCase {
    PAYLOAD_NOT_SET = 0,
    ENVIRONMENTEVENT = 11,
    TASKEVENT = 12,
    ROLEEVENT = 13,
    CALLEVENT = 14,
    INTEGRATEDSERVICEEVENT = 15,
    RUNEVENT = 16,
    FRAMEWORKEVENT = 101,
    MESOSHEARTBEATEVENT = 102,
    CORESTARTEVENT = 103,
    BEAMMODEEVENT = 200,
  }
}

export interface OpStatusMap {
  NULL: 0;
  STARTED: 1;
  ONGOING: 2;
  DONE_OK: 3;
  DONE_ERROR: 4;
  DONE_TIMEOUT: 5;
}

export const OpStatus: OpStatusMap;

