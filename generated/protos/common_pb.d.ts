// package: common
// file: protos/common.proto

import * as jspb from "google-protobuf";

export class User extends jspb.Message {
  hasExternalid(): boolean;
  clearExternalid(): void;
  getExternalid(): number;
  setExternalid(value: number): void;

  hasId(): boolean;
  clearId(): void;
  getId(): number;
  setId(value: number): void;

  getName(): string;
  setName(value: string): void;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): User.AsObject;
  static toObject(includeInstance: boolean, msg: User): User.AsObject;
  static extensions: {[key: number]: jspb.ExtensionFieldInfo<jspb.Message>};
  static extensionsBinary: {[key: number]: jspb.ExtensionFieldBinaryInfo<jspb.Message>};
  static serializeBinaryToWriter(message: User, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): User;
  static deserializeBinaryFromReader(message: User, reader: jspb.BinaryReader): User;
}

export namespace User {
  export type AsObject = {
    externalid: number,
    id: number,
    name: string,
  }
}

export class WorkflowTemplateInfo extends jspb.Message {
  getName(): string;
  setName(value: string): void;

  getDescription(): string;
  setDescription(value: string): void;

  getPath(): string;
  setPath(value: string): void;

  getPublic(): boolean;
  setPublic(value: boolean): void;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): WorkflowTemplateInfo.AsObject;
  static toObject(includeInstance: boolean, msg: WorkflowTemplateInfo): WorkflowTemplateInfo.AsObject;
  static extensions: {[key: number]: jspb.ExtensionFieldInfo<jspb.Message>};
  static extensionsBinary: {[key: number]: jspb.ExtensionFieldBinaryInfo<jspb.Message>};
  static serializeBinaryToWriter(message: WorkflowTemplateInfo, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): WorkflowTemplateInfo;
  static deserializeBinaryFromReader(message: WorkflowTemplateInfo, reader: jspb.BinaryReader): WorkflowTemplateInfo;
}

export namespace WorkflowTemplateInfo {
  export type AsObject = {
    name: string,
    description: string,
    path: string,
    pb_public: boolean,
  }
}

export class BeamInfo extends jspb.Message {
  getStablebeamsstart(): number;
  setStablebeamsstart(value: number): void;

  getStablebeamsend(): number;
  setStablebeamsend(value: number): void;

  getFillnumber(): number;
  setFillnumber(value: number): void;

  getFillingschemename(): string;
  setFillingschemename(value: string): void;

  getBeamtype(): string;
  setBeamtype(value: string): void;

  getBeammode(): BeamModeMap[keyof BeamModeMap];
  setBeammode(value: BeamModeMap[keyof BeamModeMap]): void;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): BeamInfo.AsObject;
  static toObject(includeInstance: boolean, msg: BeamInfo): BeamInfo.AsObject;
  static extensions: {[key: number]: jspb.ExtensionFieldInfo<jspb.Message>};
  static extensionsBinary: {[key: number]: jspb.ExtensionFieldBinaryInfo<jspb.Message>};
  static serializeBinaryToWriter(message: BeamInfo, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): BeamInfo;
  static deserializeBinaryFromReader(message: BeamInfo, reader: jspb.BinaryReader): BeamInfo;
}

export namespace BeamInfo {
  export type AsObject = {
    stablebeamsstart: number,
    stablebeamsend: number,
    fillnumber: number,
    fillingschemename: string,
    beamtype: string,
    beammode: BeamModeMap[keyof BeamModeMap],
  }
}

export interface SpecialUserIdMap {
  INVALID: 0;
  LHC: 60;
  TIMER: 65;
}

export const SpecialUserId: SpecialUserIdMap;

export interface BeamModeMap {
  UNKNOWN: 0;
  SETUP: 1;
  ABORT: 2;
  INJECTION_PROBE_BEAM: 3;
  INJECTION_SETUP_BEAM: 4;
  INJECTION_PHYSICS_BEAM: 5;
  PREPARE_RAMP: 6;
  RAMP: 7;
  FLAT_TOP: 8;
  SQUEEZE: 9;
  ADJUST: 10;
  STABLE_BEAMS: 11;
  LOST_BEAMS: 12;
  UNSTABLE_BEAMS: 13;
  BEAM_DUMP_WARNING: 14;
  BEAM_DUMP: 15;
  RAMP_DOWN: 16;
  CYCLING: 17;
  RECOVERY: 18;
  INJECT_AND_DUMP: 19;
  CIRCULATE_AND_DUMP: 20;
  NO_BEAM: 21;
}

export const BeamMode: BeamModeMap;

