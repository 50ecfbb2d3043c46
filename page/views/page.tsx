import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import {
  type Connection,
  connection,
  environments,
  info,
  kafka,
  lostSinceMs,
  route,
} from '../client/store.js'
import { routeTo, type ViewName } from '../model/routes.js'
import { KAFKA_WORDS } from '../model/words.js'
import { Since } from '../parts/time.js'
import { ControlView } from './control.js'
import { EnvironmentsView } from './environments.js'
import { KafkaView } from './kafka.js'
import { NewEnvironmentView } from './new-environment.js'
import { RunsView } from './runs.js'
import { TokenPrompt } from './token-prompt.js'

const PARTS: Record<ViewName, { title: string; View: () => JSX.Element }> = {
  environments: { title: 'Environments', View: EnvironmentsView },
  new: { title: 'New environment', View: NewEnvironmentView },
  control: { title: 'Control', View: ControlView },
  kafka: { title: 'Kafka', View: KafkaView },
  runs: { title: 'Runs', View: RunsView },
}

export function Page() {
  const { title, View } = PARTS[route.value.view]
  const main = useRef<HTMLElement>(null)
  useEffect(() => window.scrollTo(0, 0), [route.value.view])
  useEffect(() => {
    document.title = `${title} · ${info.value?.instanceName ?? 'AliECS'}`
  }, [title, info.value])
  return (
    <>
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        To the content
      </button>
      <Header />
      <ConnectionBanner />
      <main id="main" ref={main} tabIndex={-1}>
        <h1 class="off-screen">{title}</h1>
        <View />
      </main>
      {connection.value === 'unauthorized' && <TokenPrompt />}
    </>
  )
}

function Header() {
  return (
    <header>
      <div class="bar">
        <p class="name">
          AliECS <span class="quiet">{info.value?.instanceName}</span>
        </p>
        <Signs />
      </div>
      <Navigation />
    </header>
  )
}

const CORE_WORDS: Record<Exclude<Connection, 'live'>, string> = {
  connecting: 'connecting to the core',
  lost: 'core not reachable',
  unauthorized: 'core asks for a token',
}

/** At a glance: is the core there, is Kafka there. */
function Signs() {
  const state = kafka.value?.connectionState
  const stuckCount = kafka.value?.stuckTopics.length ?? 0
  const isGood = state === 'READY' && stuckCount === 0
  return (
    <p class="signs">
      {connection.value === 'live' && <span class="sign good">core connected</span>}
      {connection.value !== 'live' && <span class="sign bad">{CORE_WORDS[connection.value]}</span>}
      {connection.value === 'live' && state !== undefined && (
        <a class={`sign ${isGood ? 'good' : 'bad'}`} href={routeTo('kafka')}>
          Kafka {KAFKA_WORDS[state]}
          {stuckCount > 0 && `, ${stuckCount} ${stuckCount === 1 ? 'topic' : 'topics'} stuck`}
        </a>
      )}
    </p>
  )
}

function Navigation() {
  const onKeyDown = (event: KeyboardEvent & { currentTarget: HTMLElement }): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    const links = [...event.currentTarget.querySelectorAll('a')]
    const index = links.findIndex((link) => link.matches(':focus'))
    if (step === 0 || index === -1) return
    event.preventDefault()
    links[(index + step + links.length) % links.length]?.focus()
  }
  const names = Object.entries(PARTS) as [ViewName, (typeof PARTS)[ViewName]][]
  return (
    <nav aria-label="Views" onKeyDown={onKeyDown}>
      {names.map(([name, { title }]) => (
        <a key={name} href={routeTo(name)} aria-current={name === route.value.view ? 'page' : undefined}>
          {title}
          {name === 'environments' && environments.value.length > 0 && (
            <span class="count"> {environments.value.length}</span>
          )}
        </a>
      ))}
    </nav>
  )
}

function ConnectionBanner() {
  if (connection.value !== 'lost') return null
  return (
    <div class="banner" role="alert">
      The connection to the core is lost
      {lostSinceMs.value !== null && (
        <>
          {' '}
          (for <Since ms={lostSinceMs.value} />)
        </>
      )}
      . What you see may be out of date; the page tries again by itself and catches up.
    </div>
  )
}
