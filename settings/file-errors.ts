import { messageOf } from '../errors.js'

const REASONS: Record<string, string> = {
  ENOENT: 'no such file',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EISDIR: 'it is a folder',
  ENOTDIR: 'part of the path is no folder',
  EEXIST: 'a file of that name is there',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left',
}

/** Why a file or folder cannot be used, in words where there are some. */
export function fileReason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return REASONS[code] ?? messageOf(error)
}
