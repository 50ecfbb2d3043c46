const SECRET = /pas+w|pwd|secret|pem$|oauth|bearer|token|jaas|credential|assertion|(^|[._-])key$/
/** Prefixes of secret options. Only options with a harmless suffix are shown, because a misspelt secret is still a secret. */
const SECURITY = /^(sasl|ssl)/
const HARMLESS =
  /[._](location|locations|mechanisms?|username|algorithm|suites|list|providers|name|verification)$/

/** Whether the value of this librdkafka option must not reach a log or a message. */
export function isSecretOption(option: string): boolean {
  const name = option.toLowerCase()
  return SECRET.test(name) || (SECURITY.test(name) && !HARMLESS.test(name))
}
