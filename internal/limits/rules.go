package limits

import (
	"maps"
	"slices"
	"time"
)

// Rules are what the operator allows an agent. The zero value has no rules. They do not
// change, and may be used by many at once.
type Rules struct {
	// all are the rules for whoever has none of their own, and own those of principals,
	// the general ones that still hold for them included; both in the order of kinds.
	all []rule
	own map[string][]rule
}

// rule is one member of "limits".
type rule interface {
	// needs says which facts the rule wants read for a write.
	needs(f Facts, o operation) Needs
	// check gives a refusal where a write breaks the rule.
	check(f Facts, o operation) *Refusal
	// words says the rule in a sentence.
	words() string
}

// Empty reports whether there are no rules at all.
func (r Rules) Empty() bool { return len(r.all) == 0 && len(r.own) == 0 }

// of gives the rules that hold for a principal.
func (r Rules) of(principal string) []rule {
	if own, ok := r.own[principal]; ok {
		return own
	}
	return r.all
}

// Needs says which facts have to be read before Check, for a write of which the facts
// of the call and of the request are known.
func (r Rules) Needs(f Facts) Needs {
	var needs Needs
	o := operationOf(f.Operation)
	for _, rule := range r.of(f.Principal) {
		needs.add(rule.needs(f, o))
	}
	return needs
}

// Check gives the first rule that a write would break, and nil where it breaks none. The
// numbers of writes are counted elsewhere, by Quotas.
func (r Rules) Check(f Facts) *Refusal {
	o := operationOf(f.Operation)
	for _, rule := range r.of(f.Principal) {
		if refusal := rule.check(f, o); refusal != nil {
			return refusal
		}
	}
	return nil
}

// CheckTool gives the rule that refuses a tool outright, reading ones too, before it
// begins.
func (r Rules) CheckTool(principal, tool string) *Refusal {
	for _, rule := range r.of(principal) {
		if refused, ok := rule.(refusedTools); ok {
			if refusal := refused.check(Facts{Tool: tool}, operation{}); refusal != nil {
				return refusal
			}
		}
	}
	return nil
}

// Quotas are how many writes a principal may make.
func (r Rules) Quotas(principal string, now time.Time) []Quota {
	var quotas []Quota
	for _, rule := range r.of(principal) {
		if limit, ok := rule.(mostWrites); ok {
			quotas = append(quotas, Quota{Name: limit.path, Since: now.Add(-limit.within), Most: limit.most, unit: limit.unit})
		}
	}
	return quotas
}

// principals lists those with rules of their own, sorted.
func (r Rules) principals() []string { return slices.Sorted(maps.Keys(r.own)) }
