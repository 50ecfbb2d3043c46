import type { ErrorCode, YAMLParseError } from 'yaml'

/** What is wrong, in words that repeat nothing of the text: it may be a password. */
const SENTENCES: Readonly<Record<ErrorCode, string>> = {
  ALIAS_PROPS: 'an alias (*) cannot have an anchor or a tag',
  BAD_ALIAS: 'an alias (*) or anchor (&) needs a name; text that begins with * or & needs quotes',
  BAD_COLLECTION_TYPE: 'the tag (!) does not fit what follows it',
  BAD_DIRECTIVE: 'a line that begins with % is not a known directive',
  BAD_DQ_ESCAPE:
    'a backslash in double quotes that is no known escape; write it twice, or take single quotes',
  BAD_INDENT: 'the indentation does not fit the lines above, or a bracket is not closed',
  BAD_PROP_ORDER: 'anchor (&) and tag (!) stand before the value',
  BAD_SCALAR_START: 'text cannot begin with this character without quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a map or list cannot begin here; text with ": " in it needs quotes',
  BLOCK_IN_FLOW: 'inside of brackets there can be no indented map or list',
  DUPLICATE_KEY: 'the key is there twice',
  IMPOSSIBLE: 'it cannot be read',
  KEY_OVER_1024_CHARS: 'the key is too long',
  MISSING_CHAR: 'a comma, colon, blank or closing bracket is missing',
  MULTILINE_IMPLICIT_KEY: 'the key goes over several lines; is a colon or a quote missing?',
  MULTIPLE_ANCHORS: 'there is more than one anchor (&)',
  MULTIPLE_DOCS: 'a second document begins (---); one is expected',
  MULTIPLE_TAGS: 'there is more than one tag (!)',
  NON_STRING_KEY: 'the key is no text',
  RESOURCE_EXHAUSTION: 'it is nested too deeply',
  TAB_AS_INDENT: 'a tab is used as indentation; take blanks',
  TAG_RESOLVE_FAILED: 'the tag (!) is not known, or does not fit the value',
  UNEXPECTED_TOKEN: 'something stands where nothing can; is a quote, bracket or comment sign out of place?',
}

export function yamlProblem({ code, message }: Pick<YAMLParseError, 'code' | 'message'>): string {
  if (code === 'MISSING_CHAR' && /^Missing closing ["']quote/.test(message))
    return 'a closing quote is missing'
  return SENTENCES[code]
}
