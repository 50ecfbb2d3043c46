import type { Scalar, ScalarTag, Tags } from 'yaml'

const INT64_MIN = -(2n ** 63n)
const INT64_MAX = 2n ** 63n - 1n
const UINT64_MAX = 2n ** 64n - 1n
const DECIMAL = /^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/
const INTEGER = /^([-+]?)(0[xX][\da-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9]\d*)$/
const INFINITE = /^([-+]?)\.(inf|Inf|INF)$/

/**
 * A number whose text is not the one that JavaScript gives its value: `0777`, `1_000`, `1.0`, or too large to be exact.
 * `value` is used where a number is expected, `source` where text is expected.
 */
export class YamlNumber {
  readonly source: string
  readonly value: number

  constructor(source: string, value: number) {
    this.source = source
    this.value = value
  }

  toString(): string {
    return this.source
  }

  toJSON(): string {
    return this.source
  }
}

/**
 * Returns the number that the Go core's YAML reads in a plain scalar, undefined where it reads text.
 * Source: gopkg.in/yaml.v3, resolve.go
 */
export function parseGoNumber(text: string): number | undefined {
  const [, sign] = INFINITE.exec(text) ?? []
  if (sign !== undefined) return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  if (/^\.(nan|NaN|NAN)$/.test(text)) return Number.NaN
  if (!/^[-+.\d]/.test(text)) return undefined
  const plain = text.startsWith('.') ? text : text.replaceAll('_', '')
  const integer = parseInteger(plain)
  if (integer !== undefined) return integer
  const float = DECIMAL.test(plain) ? Number(plain) : Number.NaN
  return Number.isFinite(float) ? float : undefined
}

/** Octal with `0` or `0o` in front, as in YAML 1.1 and 1.2; undefined beyond 64 bits. */
function parseInteger(plain: string): number | undefined {
  const [, sign, digits] = INTEGER.exec(plain) ?? []
  if (sign === undefined || digits === undefined) return undefined
  const magnitude = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits.toLowerCase())
  const integer = sign === '-' ? -magnitude : magnitude
  const fits = integer >= INT64_MIN && integer <= (sign === '' ? UINT64_MAX : INT64_MAX)
  return fits ? Number(integer) : undefined
}

function resolveNumber(text: string): number | string | YamlNumber {
  const value = parseGoNumber(text)
  if (value === undefined) return text
  return String(value) === text ? value : new YamlNumber(text, value)
}

const isNumber = (value: unknown): boolean => typeof value === 'number' || value instanceof YamlNumber
const stringify = ({ value }: Scalar): string => String(value)

/** `!!int`, and every plain scalar that could be a number. */
const INT_TAG: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^[-+.\d]/,
  identify: isNumber,
  resolve: resolveNumber,
  stringify,
}
/** `!!float`, for scalars that have it in front. */
const FLOAT_TAG: ScalarTag = { tag: 'tag:yaml.org,2002:float', resolve: resolveNumber, stringify }

/** Tags of a YAML whose numbers are those of the Go core. */
export function goNumberTags(tags: Tags): Tags {
  const isReplaced = (tag: Tags[number]): boolean =>
    typeof tag === 'object' && (tag.tag === INT_TAG.tag || tag.tag === FLOAT_TAG.tag)
  return [...tags.filter((tag) => !isReplaced(tag)), INT_TAG, FLOAT_TAG]
}
