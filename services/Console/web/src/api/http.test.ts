import { expect, it } from 'vitest'
import { faultsIn } from './http'

it('calls fields as their form does, and by the words of their names where it does not know them', () => {
  const faults = {
    accountId: ['must be one of yours.'],
    'limits.maxOnMs': ['is 5;', 'must be 10 to 60000.'],
    'tiers[0].minCoins': ['must be 0 or more.'],
  }
  expect(faultsIn(faults, { accountId: 'Account' }).split('\n')).toEqual([
    'Account: must be one of yours.',
    'Limits, max on ms: is 5; must be 10 to 60000.',
    'Tiers, 1, min coins: must be 0 or more.',
  ])
})
