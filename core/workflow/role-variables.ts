import type { VarStack } from '../../plugin/host.js'
import type { Surroundings, TemplateFunctions, Variables } from './evaluate.js'
import { at, fault, type Problems } from './problems.js'
import type { RoleTemplate } from './template.js'
import { evaluateText, type TextField } from './text-template.js'
import { mergeLayers, type VarLayers } from './var-stack.js'

type OwnLayer = 'defaults' | 'vars'

/** A stack as expressions see it. */
export function variablesOf(stack: VarStack): Variables {
  return {
    has: (name) => Object.hasOwn(stack, name),
    get: (name) => (Object.hasOwn(stack, name) ? (stack[name] ?? '') : ''),
  }
}

/**
 * The variables that a role's template gives, evaluated.
 *
 * What an expression sees is what it sees in the original, stage by stage: the defaults of a role see the
 * stack of its parent; its vars see that too, with the role's own defaults; and before both come the iterator's
 * variables. So `dpl_workflow: "{{ util.PrefixedOverride('dpl_workflow', 'tpc') }}"` in `vars` is the parent's value
 * refined, no circle. A name which that does not know fails the load in the original. Here it may be a variable of the
 * role itself, whatever its layer, which is then evaluated first: `detectors` may be made from the `hosts` next to it.
 *
 * Source: AliceO2Group/Control, configuration/template/fields.go, VarStack.consolidated.
 */
export class RoleVariables {
  readonly #template: RoleTemplate
  readonly #parent: VarLayers
  readonly #locals: VarStack
  readonly #functions: TemplateFunctions
  readonly #done: Record<OwnLayer, Map<string, string>> = { defaults: new Map(), vars: new Map() }
  readonly #failed = new Set<TextField>()
  readonly #underWay: string[] = []

  /**
   * @param parent what the role inherits
   * @param locals the variables of the iterator that made it
   */
  constructor(template: RoleTemplate, parent: VarLayers, locals: VarStack, functions: TemplateFunctions) {
    this.#template = template
    this.#parent = parent
    this.#locals = locals
    this.#functions = functions
  }

  /**
   * Evaluates all; what cannot be evaluated is noted, with the circle that it is in, if that is why.
   *
   * @returns undefined if there was any such
   */
  evaluate(problems: Problems): { defaults: VarStack; vars: VarStack } | undefined {
    for (const layer of ['defaults', 'vars'] as const) {
      for (const [name, field] of this.#template[layer]) {
        if (!this.#failed.has(field)) problems.attempt(() => this.#valueOf(layer, name, field))
      }
    }
    if (this.#failed.size > 0) return undefined
    return { defaults: Object.fromEntries(this.#done.defaults), vars: Object.fromEntries(this.#done.vars) }
  }

  #valueOf(layer: OwnLayer, name: string, field: TextField): string {
    const known = this.#done[layer].get(name)
    if (known !== undefined) return known
    const circle = this.#underWay.indexOf(field.construct)
    if (circle >= 0) {
      const members = [...this.#underWay.slice(circle), field.construct]
      at(field.position, field.construct, () => fault(`variables in a circle: ${members.join(' -> ')}`))
    }
    this.#underWay.push(field.construct)
    try {
      const value = evaluateText(field, this.#surroundings(layer))
      this.#done[layer].set(name, value)
      return value
    } catch (error) {
      this.#failed.add(field)
      throw error
    } finally {
      this.#underWay.pop()
    }
  }

  #surroundings(layer: OwnLayer): Surroundings {
    const staged = this.#staged(layer)
    const own = this.#own()
    return {
      functions: this.#functions,
      functionVariables: staged,
      variables: {
        has: (name) => staged.has(name) || own.has(name),
        get: (name) => (staged.has(name) ? staged.get(name) : own.get(name)),
      },
    }
  }

  #staged(layer: OwnLayer): Variables {
    const above = variablesOf({ ...mergeLayers(this.#parent), ...this.#locals })
    if (layer === 'defaults') return above
    const overDefaults = variablesOf({ ...this.#parent.vars, ...this.#parent.userVars, ...this.#locals })
    const ownDefaults = this.#template.defaults
    return {
      has: (name) => above.has(name) || ownDefaults.has(name),
      get: (name) => {
        const own = ownDefaults.get(name)
        return own === undefined || overDefaults.has(name)
          ? above.get(name)
          : this.#valueOf('defaults', name, own)
      },
    }
  }

  #own(): Variables {
    const { defaults, vars } = this.#template
    return {
      has: (name) => vars.has(name) || defaults.has(name),
      get: (name) => {
        const [ownVar, ownDefault] = [vars.get(name), defaults.get(name)]
        if (ownVar !== undefined) return this.#valueOf('vars', name, ownVar)
        return ownDefault === undefined ? '' : this.#valueOf('defaults', name, ownDefault)
      },
    }
  }
}
