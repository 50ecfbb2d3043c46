import { describe, expect, it } from 'vitest'
import { parseExtraVars } from '../../../bin/client/extra-vars.js'
import { UsageError } from '../../../bin/failure.js'
import { caught } from '../../helpers/caught.js'

const vars = (...texts: string[]) => parseExtraVars(texts).vars
const remarks = (...texts: string[]) => parseExtraVars(texts).remarks

describe('-e', () => {
  it.each([
    [['a=1', 'b='], { a: '1', b: '' }],
    [['detectors=["ITS","TPC"]'], { detectors: '["ITS","TPC"]' }],
    [['a=b=c'], { a: 'b=c' }],
    [['a= 1\n2 '], { a: ' 1\n2 ' }],
    [['{"a":"b","c":true,"d":[1,{"x":null}]}'], { a: 'b', c: 'true', d: '[1,{"x":null}]' }],
    [[' {"a":"b"}', 'c=d'], { a: 'b', c: 'd' }],
    [[], {}],
  ])('%j is %j', (texts, expected) => {
    expect(vars(...texts)).toEqual(expected)
  })

  it.each([
    [['kafka_enabled'], ['-e "kafka_enabled": expected key=value, or a JSON object: \'{"key": "value"}\'']],
    [['=1'], ['-e "=1": expected a name without blanks around it, got ""']],
    [['a =1'], ['-e "a =1": expected a name without blanks around it, got "a "']],
    [['a=1', '{"a":2}'], ['-e: a is given twice, as "1" and as "2"']],
    [['{"a":'], [expect.stringMatching(/^-e "\{\\"a\\":": expected a JSON object of variables: .+/)]],
    [
      ['a', '=', 'b=1'],
      [expect.stringMatching(/^-e "a": /), expect.stringMatching(/^-e "=": /)],
    ],
  ])('%j is refused, every part of it that is wrong by name', (texts, lines) => {
    const error = caught(() => parseExtraVars(texts))
    expect(error).toBeInstanceOf(UsageError)
    expect(error.message.split('\n')).toEqual(lines)
  })

  it.each(['True', ' true', 'yes', '1', ''])('warns of kafka_enabled=%j, which enables nothing', (value) => {
    expect(remarks(`kafka_enabled=${value}`)).toEqual([
      `kafka_enabled is ${JSON.stringify(value)}: only true, exactly so, makes the environment publish`,
    ])
  })

  it.each(['True', 'TRUE', ' true', 'true ', 'False'])(
    'says nothing of kafka_enabled=%j to a core that reads it so',
    (value) => {
      expect(parseExtraVars([`kafka_enabled=${value}`], 'tolerant').remarks).toEqual([])
    },
  )

  it.each(['1', 'yes', 'on', 't', ''])('warns of kafka_enabled=%j for such a core too', (value) => {
    expect(parseExtraVars([`kafka_enabled=${value}`], 'tolerant').remarks).toEqual([
      `kafka_enabled is ${JSON.stringify(value)}, neither true nor false: the environment publishes nothing`,
    ])
  })

  it.each(['ITS', 'ITS,TPC', '[ITS]', '[1]', '"ITS"', ''])(
    'warns of detectors=%j, with which no notification can be made',
    (value) => {
      expect(remarks(`detectors=${value}`)).toEqual([
        `detectors is ${JSON.stringify(value)}: expected a JSON array, as ["ITS","TPC"]; the environment's Kafka notifications fail`,
      ])
    },
  )

  it('warns of two variables in one text, as the original client would read it', () => {
    expect(remarks('a=1,b=2')).toEqual(['a is "1,b=2", all of it; if b is another variable: -e once more'])
  })

  it('warns of names that the core ignores', () => {
    expect(remarks('{"host:x":"1"}')).toEqual([
      'host:x: the core ignores variables with a colon in their name',
    ])
  })

  it('has nothing to say of what is well', () => {
    expect(remarks('kafka_enabled=true', 'detectors=["ITS","TPC"]', 'x={"a=1,b=2":3}', 'list=a,b')).toEqual(
      [],
    )
    expect(remarks('kafka_enabled=false')).toEqual([])
  })
})
