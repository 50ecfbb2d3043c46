import { axisX, axisY, barX, gridX, plot, text } from '@observablehq/plot'
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Run } from '../../page-api/schemas.js'
import { nowMs } from '../client/store.js'
import { type Bar, barsOf, LANE_LIMIT, lanesOf, type Period, typesOf } from '../model/timeline.js'
import { exactDuration, localTime } from '../model/times.js'
import { Empty } from '../parts/notes.js'

const LANE_HEIGHT = 44
const AXIS_HEIGHT = 44
const MARGIN_LEFT = 100
const MARGIN_RIGHT = 12
/** A character of a bar's label, about. */
const CHARACTER_WIDTH = 6.5
const DAY_MS = 24 * 3_600_000
/** Ticks that are closer may be less than a minute apart. */
const SECONDS_BELOW_MS = 45_000
const TICK_WIDTH = 140
const COLORS = [
  'var(--run-1)',
  'var(--run-2)',
  'var(--run-3)',
  'var(--run-4)',
  'var(--run-5)',
  'var(--run-6)',
]

/** A lane for each environment, a bar for each run. */
export function Timeline({ runs, period }: { runs: readonly Run[]; period: Period }) {
  const place = useRef<HTMLDivElement>(null)
  const width = useSignal(0)
  const types = typesOf(runs)
  const now = nowMs.value
  const { bars, from, to } = barsOf(runs, period, now)

  useEffect(() => {
    const element = place.current
    if (element === null) return
    const observer = new ResizeObserver(([entry]) => {
      width.value = Math.floor(entry?.contentRect.width ?? 0)
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [width])

  const drawn = useRef<readonly unknown[]>([])
  useEffect(() => {
    if (width.value === 0) return
    const subject = [runs, period, width.value]
    const isSame = subject.every((part, index) => part === drawn.current[index])
    if (isSame && place.current?.matches(':hover')) return // what is pointed at stays
    drawn.current = subject
    const drawing = draw(bars, { from, to, types, width: width.value, now })
    // Plot's own style element, which the page's policy refuses; its rules are in timeline.css.
    drawing.querySelector('style')?.remove()
    place.current?.replaceChildren(drawing)
  })

  return (
    <figure class="timeline">
      <ul class="legend" aria-label="Types of runs">
        {types.map((type, index) => (
          <li key={type}>
            <span class="swatch" style={{ backgroundColor: COLORS[index % COLORS.length] }} /> {type}
          </li>
        ))}
      </ul>
      <div ref={place} class="drawing" />
      {countLanes(bars) > LANE_LIMIT && (
        <p class="quiet">
          The latest {LANE_LIMIT} of {countLanes(bars)} environments; the table has all of their runs.
        </p>
      )}
      {bars.length === 0 && <Empty title="No run in this period">Choose a longer one.</Empty>}
    </figure>
  )
}

function countLanes(bars: readonly Bar[]): number {
  return new Set(bars.map(({ run }) => run.environmentId)).size
}

interface Frame {
  from: Date
  to: Date
  types: readonly string[]
  width: number
  now: number
}

function draw(all: readonly Bar[], { from, to, types, width, now }: Frame): Element {
  const lanes = lanesOf(all)
  const bars = all.filter(({ run }) => lanes.includes(run.environmentId))
  const pixelsPerMs = (width - MARGIN_LEFT - MARGIN_RIGHT) / Math.max(1, to.getTime() - from.getTime())
  const fits = ({ start, end, label }: Bar, length = label.length): boolean =>
    (end.getTime() - start.getTime()) * pixelsPerMs > length * CHARACTER_WIDTH + 12
  const ticks = Math.max(2, Math.floor((width - MARGIN_LEFT) / TICK_WIDTH))
  const typeOf = ({ run }: Bar): string => run.runType ?? 'unknown'
  const lane = ({ run }: Bar): string => run.environmentId
  const place = {
    y: lane,
    x: 'start',
    textAnchor: 'start',
    dx: 6,
    fill: 'var(--run-text)',
    fontSize: 12,
  } as const
  return plot({
    ariaLabel: 'Timeline of runs; the table below has the same',
    width,
    height: lanes.length * LANE_HEIGHT + AXIS_HEIGHT,
    marginLeft: MARGIN_LEFT,
    marginRight: MARGIN_RIGHT,
    marginTop: 4,
    x: { type: 'time', domain: [from, to], label: null },
    y: { domain: lanes, label: null, padding: 0.2 },
    color: { type: 'ordinal', domain: types, range: COLORS },
    marks: [
      gridX({ stroke: 'var(--line)', strokeOpacity: 1 }),
      axisX({ ticks, tickFormat: tickFormat(from, to, ticks), fontSize: 12 }),
      axisY({ fontSize: 12, tickSize: 0 }),
      barX(bars, {
        x1: 'start',
        x2: 'end',
        y: lane,
        fill: typeOf,
        ...{ insetLeft: -1, insetRight: -1 }, // the shortest run is still to be seen
        title: ({ run }: Bar) => aboutRun(run, now),
        rx: 3,
        stroke: 'var(--ground)',
        strokeWidth: 1,
      }),
      text(
        bars.filter((bar) => fits(bar)),
        { ...place, text: 'label' },
      ),
      text(
        bars.filter((bar) => !fits(bar) && fits(bar, String(bar.run.runNumber).length)),
        { ...place, text: ({ run }: Bar) => String(run.runNumber) },
      ),
    ],
  })
}

/** As much of a moment as tells it from the others. */
function tickFormat(from: Date, to: Date, ticks: number): (time: Date) => string {
  const ms = to.getTime() - from.getTime()
  const date: Intl.DateTimeFormatOptions = ms > DAY_MS ? { month: '2-digit', day: '2-digit' } : {}
  const seconds: Intl.DateTimeFormatOptions = ms / ticks < SECONDS_BELOW_MS ? { second: '2-digit' } : {}
  const format = new Intl.DateTimeFormat(undefined, {
    ...date,
    ...{ hour: '2-digit', minute: '2-digit', hour12: false },
    ...seconds,
  })
  return (time) => format.format(time)
}

function aboutRun(
  { runNumber, runType, detectors, startMs, endMs, environmentId }: Run,
  now: number,
): string {
  const until = endMs === null ? 'now' : localTime(endMs, now)
  return [
    `Run ${runNumber} ${runType ?? ''}`,
    detectors.join(' '),
    `${localTime(startMs, now)} – ${until}, ${exactDuration((endMs ?? now) - startMs)}`,
    environmentId,
  ].join('\n')
}
