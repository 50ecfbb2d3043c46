const WITH_SCHEME = /^(https?|ssh|git|file):\/\//i
/** As ssh and git write it: `git@github.com:AliceO2Group/ControlWorkflows`. */
const SCP_LIKE = /^[\w.-]+@[\w.-]+:(?!\/\/)/

/** Whether it is the address of a git repository; anything else is a folder. */
export function isRepositoryUrl(text: string): boolean {
  return WITH_SCHEME.test(text) || SCP_LIKE.test(text)
}
