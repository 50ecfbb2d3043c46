import type { ComponentChildren } from 'preact'

/** What to do next, where there is nothing to see. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {children !== undefined && <p>{children}</p>}
    </div>
  )
}

/** Something went wrong, or was refused; read out at once. */
export function Failure({ children }: { children: ComponentChildren }) {
  return (
    <div class="note bad" role="alert">
      {children}
    </div>
  )
}

/** What is allowed, and most likely not what was meant; nothing where there is none. */
export function Warnings({ texts }: { texts: readonly string[] }) {
  if (texts.length === 0) return null
  return (
    <div class="note warn lines">
      <strong>Is this meant?</strong> {texts.join('\n')}
    </div>
  )
}

export function Loading({ what }: { what: string }) {
  return <p class="quiet">Asking for {what}…</p>
}
