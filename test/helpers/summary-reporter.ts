import type { SerializedError } from 'vitest'
import type { Reporter, TestCase, TestModule, TestRunEndReason, TestSuite } from 'vitest/node'

/** The skipped tests with their reasons, and `N passed, N failed, N skipped` as the last line of the whole run. */
export default class SummaryReporter implements Reporter {
  #passed = 0
  #failed = 0
  #skipped: string[] = []
  #ended = false

  onInit(): void {
    // Last of all: after Vitest's own complaints about a run that does not end, too.
    process.once('exit', () => {
      const failed = this.#ended ? this.#failed : 1
      process.stdout.write(`${this.#passed} passed, ${failed} failed, ${this.#skipped.length} skipped\n`)
    })
  }

  onTestRunEnd(
    modules: readonly TestModule[],
    unhandled: readonly SerializedError[],
    reason: TestRunEndReason,
  ): void {
    this.#passed = 0
    this.#failed = unhandled.length
    this.#skipped = []
    this.#ended = true
    for (const module of modules) this.#count(module, false)
    // No test file at all, or interrupted: there is no test to blame, but it is no success.
    if (reason !== 'passed' && this.#failed === 0) this.#failed = 1
    if (this.#skipped.length > 0) process.stdout.write(`\nSkipped:\n${this.#skipped.join('\n')}\n\n`)
  }

  /** @param broken a file that could not be loaded or a failed hook keeps these tests from running: failures */
  #count(suite: TestModule | TestSuite, broken: boolean): void {
    const failedHere = suite.errors().length > 0
    const failedBefore = this.#failed
    for (const child of suite.children) {
      if (child.type === 'suite') this.#count(child, broken || failedHere)
      else this.#countTest(child, broken || failedHere)
    }
    if (failedHere && this.#failed === failedBefore) this.#failed++
  }

  #countTest(test: TestCase, broken: boolean): void {
    const result = test.result()
    if (result.state === 'passed') this.#passed++
    else if ((result.state === 'skipped' || isSkippedSuite(test.parent)) && !broken) {
      const note = result.state === 'skipped' && result.note ? ` [skipped: ${result.note}]` : ''
      this.#skipped.push(`  ${test.module.relativeModuleId} > ${test.fullName}${note}`)
    } else this.#failed++
  }
}

/** Of a suite inside a skipped suite, Vitest calls the tests pending. */
function isSkippedSuite(suite: TestModule | TestSuite): boolean {
  return suite.type === 'suite' && (suite.options.mode === 'skip' || isSkippedSuite(suite.parent))
}
