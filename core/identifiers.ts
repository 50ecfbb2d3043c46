import { customAlphabet } from 'nanoid'

/** Base58: no 0, O, I or l. */
const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

/** An id as AliECS makes them for environments and tasks: 11 characters, `36QiSyh4XFF`. */
export const newId: () => string = customAlphabet(ALPHABET, 11)
