import type { ShortTaskInfo as _o2control_ShortTaskInfo, ShortTaskInfo__Output as _o2control_ShortTaskInfo__Output } from '../o2control/ShortTaskInfo.js';
import type { ChannelInfo as _o2control_ChannelInfo, ChannelInfo__Output as _o2control_ChannelInfo__Output } from '../o2control/ChannelInfo.js';
import type { CommandInfo as _o2control_CommandInfo, CommandInfo__Output as _o2control_CommandInfo__Output } from '../o2control/CommandInfo.js';
export interface TaskInfo {
    'shortInfo'?: (_o2control_ShortTaskInfo | null);
    'inboundChannels'?: (_o2control_ChannelInfo)[];
    'outboundChannels'?: (_o2control_ChannelInfo)[];
    'commandInfo'?: (_o2control_CommandInfo | null);
    'taskPath'?: (string);
    'envId'?: (string);
    'properties'?: ({
        [key: string]: string;
    });
}
export interface TaskInfo__Output {
    'shortInfo': (_o2control_ShortTaskInfo__Output | null);
    'inboundChannels': (_o2control_ChannelInfo__Output)[];
    'outboundChannels': (_o2control_ChannelInfo__Output)[];
    'commandInfo': (_o2control_CommandInfo__Output | null);
    'taskPath': (string);
    'envId': (string);
    'properties': ({
        [key: string]: string;
    });
}
