import type { BulkAction, BulkForm } from '../api/viewers'
import { whereOf, type ListQuery } from './query'

/** Whom a change of many is about. */
export type BulkTarget = Pick<BulkForm, 'userIds' | 'where'>

export const targetOf = (query: ListQuery, whole: boolean, picked: ReadonlySet<string>): BulkTarget =>
  whole ? { where: whereOf(query) } : { userIds: [...picked] }

/** Needs tags. */
export const isTagging = (action: BulkAction) => action === 'tag' || action === 'untag'

/** A count first, so that what is confirmed is what is done. */
export const questionOf = (target: BulkTarget, action: BulkAction, tags: string[]): BulkForm => ({
  ...target,
  action,
  // The count is the same whatever the tags are; without any it would be refused.
  ...(isTagging(action) ? { tags: tags.length === 0 ? ['?'] : tags } : {}),
  dryRun: true,
})

/** What is done if nobody came or went since they were counted. */
export const orderOf = (
  target: BulkTarget,
  action: BulkAction,
  tags: string[],
  counted: number,
): BulkForm => ({
  ...target,
  action,
  ...(isTagging(action) ? { tags } : {}),
  expected: counted,
})
