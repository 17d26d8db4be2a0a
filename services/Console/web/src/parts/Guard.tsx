import { Component, type ReactNode } from 'react'

interface Props {
  children: ReactNode
  /** What stands in its place; nothing where it is left out. */
  instead?: (error: unknown) => ReactNode
  /** Where this is another, it is tried anew. */
  anewOn?: string
}

/**
 * Keeps what fails inside from taking all else with it: a part of the program that cannot be loaded, for the network is
 * away, must not take the emergency stop off the screen.
 */
export class Guard extends Component<Props, { error: unknown }> {
  override state = { error: null as unknown }

  static getDerivedStateFromError(error: unknown) {
    return { error: error ?? new Error() }
  }

  override componentDidUpdate(before: Props) {
    if (before.anewOn !== this.props.anewOn && this.state.error !== null) this.setState({ error: null })
  }

  override render() {
    const { error } = this.state
    if (error === null) return this.props.children
    return this.props.instead?.(error) ?? null
  }
}
