export interface TeardownReply {
}
export interface TeardownReply__Output {
}
