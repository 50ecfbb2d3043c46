export interface SetEnvironmentPropertiesReply {
}
export interface SetEnvironmentPropertiesReply__Output {
}
