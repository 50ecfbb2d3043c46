export interface Ev_MetaEvent_MesosHeartbeat {
}
export interface Ev_MetaEvent_MesosHeartbeat__Output {
}
