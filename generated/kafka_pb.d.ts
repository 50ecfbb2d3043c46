// package: kafka
// file: kafka.proto

import * as jspb from "google-protobuf";

export class NewStateNotification extends jspb.Message {
  hasEnvinfo(): boolean;
  clearEnvinfo(): void;
  getEnvinfo(): EnvInfo | undefined;
  setEnvinfo(value?: EnvInfo): void;

  getTimestamp(): string;
  setTimestamp(value: string): void;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): NewStateNotification.AsObject;
  static toObject(includeInstance: boolean, msg: NewStateNotification): NewStateNotification.AsObject;
  static extensions: {[key: number]: jspb.ExtensionFieldInfo<jspb.Message>};
  static extensionsBinary: {[key: number]: jspb.ExtensionFieldBinaryInfo<jspb.Message>};
  static serializeBinaryToWriter(message: NewStateNotification, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): NewStateNotification;
  static deserializeBinaryFromReader(message: NewStateNotification, reader: jspb.BinaryReader): NewStateNotification;
}

export namespace NewStateNotification {
  export type AsObject = {
    envinfo?: EnvInfo.AsObject,
    timestamp: string,
  }
}

export class ActiveRunsList extends jspb.Message {
  clearActiverunsList(): void;
  getActiverunsList(): Array<EnvInfo>;
  setActiverunsList(value: Array<EnvInfo>): void;
  addActiveruns(value?: EnvInfo, index?: number): EnvInfo;

  getTimestamp(): string;
  setTimestamp(value: string): void;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): ActiveRunsList.AsObject;
  static toObject(includeInstance: boolean, msg: ActiveRunsList): ActiveRunsList.AsObject;
  static extensions: {[key: number]: jspb.ExtensionFieldInfo<jspb.Message>};
  static extensionsBinary: {[key: number]: jspb.ExtensionFieldBinaryInfo<jspb.Message>};
  static serializeBinaryToWriter(message: ActiveRunsList, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): ActiveRunsList;
  static deserializeBinaryFromReader(message: ActiveRunsList, reader: jspb.BinaryReader): ActiveRunsList;
}

export namespace ActiveRunsList {
  export type AsObject = {
    activerunsList: Array<EnvInfo.AsObject>,
    timestamp: string,
  }
}

export class EnvInfo extends jspb.Message {
  getEnvironmentid(): string;
  setEnvironmentid(value: string): void;

  hasRunnumber(): boolean;
  clearRunnumber(): void;
  getRunnumber(): number;
  setRunnumber(value: number): void;

  hasRuntype(): boolean;
  clearRuntype(): void;
  getRuntype(): string;
  setRuntype(value: string): void;

  getState(): string;
  setState(value: string): void;

  clearDetectorsList(): void;
  getDetectorsList(): Array<string>;
  setDetectorsList(value: Array<string>): void;
  addDetectors(value: string, index?: number): string;

  getEnterstatetimestamp(): string;
  setEnterstatetimestamp(value: string): void;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): EnvInfo.AsObject;
  static toObject(includeInstance: boolean, msg: EnvInfo): EnvInfo.AsObject;
  static extensions: {[key: number]: jspb.ExtensionFieldInfo<jspb.Message>};
  static extensionsBinary: {[key: number]: jspb.ExtensionFieldBinaryInfo<jspb.Message>};
  static serializeBinaryToWriter(message: EnvInfo, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): EnvInfo;
  static deserializeBinaryFromReader(message: EnvInfo, reader: jspb.BinaryReader): EnvInfo;
}

export namespace EnvInfo {
  export type AsObject = {
    environmentid: string,
    runnumber: number,
    runtype: string,
    state: string,
    detectorsList: Array<string>,
    enterstatetimestamp: string,
  }
}

