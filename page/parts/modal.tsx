import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

interface ModalProps {
  title: string
  /** Null: it cannot be left with Escape. */
  onCancel: (() => void) | null
  children: ComponentChildren
}

/** The browser's own dialog: keeps the focus inside, gives it back afterwards. */
export function Modal({ title, onCancel, children }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const shown = dialog.current
    shown?.showModal()
    return () => shown?.close()
  }, [])
  return (
    <dialog
      ref={dialog}
      aria-labelledby="modal-title"
      onCancel={(event) => {
        event.preventDefault()
        onCancel?.()
      }}
    >
      <h2 id="modal-title">{title}</h2>
      {children}
    </dialog>
  )
}
