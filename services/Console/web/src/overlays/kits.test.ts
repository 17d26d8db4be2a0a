import { expect, test } from 'vitest'
import { linesOf, variablesOf } from './kits'

test('CSS variables go into lines and come back, and a line that is none is named', () => {
  const variables = { '--radius': '24px', '--border-colour': '#ff3366' }
  expect(variablesOf(linesOf(variables))).toEqual(variables)
  expect(variablesOf('\n  --gap :  1em ; \n')).toEqual({ '--gap': '1em' })
  for (const wrong of ['radius: 1px', '--radius', '--a: red; background: url(x)', 'body { }'])
    expect(variablesOf(`--gap: 1em\n${wrong}`)).toEqual({ wrong })
})
