package limits

import (
	"fmt"
	"slices"
	"strings"
)

// allowedTypes is expense_types.
type allowedTypes struct {
	path  string
	names []string
}

func concernsType(f Facts, o operation) bool {
	return o.setsType || o.maySetType && f.ExpenseType.known()
}

func (allowedTypes) needs(f Facts, o operation) Needs { return Needs{ExpenseType: concernsType(f, o)} }

func (a allowedTypes) check(f Facts, o operation) *Refusal {
	switch {
	case o.unknown:
		return unknownWrite(a.path, f)
	case !concernsType(f, o):
		return nil
	default:
		return mustBeAmong(a.path, a.names, f.ExpenseType, "the expense type")
	}
}

func (a allowedTypes) words() string {
	return fmt.Sprintf("Expense types that may be used: %s (%s).", strings.Join(a.names, ", "), a.path)
}

// allowedPolicies is policies. It holds for the report as it is, and for the policy that a
// write would give it.
type allowedPolicies struct {
	path  string
	names []string
}

func setsPolicy(f Facts, o operation) bool {
	return o.createsReport || o.maySetPolicy && f.Policy.known()
}

func (allowedPolicies) needs(f Facts, o operation) Needs {
	return Needs{Target: o.onReport, Policy: setsPolicy(f, o)}
}

func (a allowedPolicies) check(f Facts, o operation) *Refusal {
	if o.unknown {
		return unknownWrite(a.path, f)
	}
	if o.onReport {
		var now Named
		if f.Report != nil {
			now = f.Report.Policy
		}
		if refusal := mustBeAmong(a.path, a.names, now, "the policy of the report"); refusal != nil {
			return refusal
		}
	}
	if setsPolicy(f, o) {
		return mustBeAmong(a.path, a.names, f.Policy, "the policy")
	}
	return nil
}

func (a allowedPolicies) words() string {
	return fmt.Sprintf("Policies whose reports may be written to: %s (%s).", strings.Join(a.names, ", "), a.path)
}

// mustBeAmong refuses what is not on a list; fact begins with "the".
func mustBeAmong(path string, names []string, value Named, fact string) *Refusal {
	switch {
	case !value.known():
		return missing(path, fact, "Name it in the call if the tool takes it; otherwise "+askPerson)
	case !slices.ContainsFunc(names, value.is):
		return broken(path, "Use one of those only where it is the right one; otherwise "+askPerson,
			"%s allows only %s; %s is %s", path, strings.Join(names, ", "), fact, value)
	default:
		return nil
	}
}
