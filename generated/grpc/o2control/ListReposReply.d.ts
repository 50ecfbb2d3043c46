import type { RepoInfo as _o2control_RepoInfo, RepoInfo__Output as _o2control_RepoInfo__Output } from '../o2control/RepoInfo.js';
import type { Long } from '@grpc/proto-loader';
export interface ListReposReply {
    'repos'?: (_o2control_RepoInfo)[];
    'globalDefaultRevision'?: (string);
    'timestamp'?: (number | string | Long);
}
export interface ListReposReply__Output {
    'repos': (_o2control_RepoInfo__Output)[];
    'globalDefaultRevision': (string);
    'timestamp': (string);
}
