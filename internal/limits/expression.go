package limits

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/google/cel-go/cel"
)

// expression is one of "expressions": what plain rules cannot say.
type expression struct {
	path, name, text, message string
	// tools are those that it is held against; none means all.
	tools   []pattern
	program cel.Program
	// uses are the facts that the text names, sorted.
	uses []string
}

// mostCost is how much work an expression may be, in CEL's units: about one for each step.
// Nobody's rule needs a hundredth of it, and it is over within a millisecond or two.
const mostCost = 10_000

// longestExpression is in characters.
const longestExpression = 2_000

// compile checks an expression and its types.
func (e *expression) compile() error {
	env, err := language()
	if err != nil {
		return err
	}
	checked, issues := env.Compile(e.text)
	if issues.Err() != nil {
		return issues.Err()
	}
	if !checked.OutputType().IsExactType(cel.BoolType) {
		return fmt.Errorf("it gives %s, not true or false", checked.OutputType())
	}
	used := map[string]bool{}
	for _, reference := range checked.NativeRep().ReferenceMap() {
		if factNames()[reference.Name] {
			used[reference.Name] = true
		}
	}
	e.uses = slices.Sorted(maps.Keys(used))
	e.program, err = env.Program(checked, cel.CostLimit(mostCost))
	return err
}

// concerns reports whether the expression is held against a tool.
func (e expression) concerns(tool string) bool {
	return len(e.tools) == 0 || slices.ContainsFunc(e.tools, func(p pattern) bool { return p.fits(tool) })
}

func (e expression) needs(f Facts, o operation) Needs {
	if !e.concerns(f.Tool) {
		return Needs{}
	}
	var needs Needs
	known := f.variables()
	for _, fact := range e.uses {
		subject, _, _ := strings.Cut(fact, ".")
		_, found := known[fact]
		switch {
		case slices.Contains([]string{"report", "owner"}, subject):
			needs.Target = needs.Target || o.onReport || o.paysAdvance || o.unknown
			needs.Self = needs.Self || fact == "report.own" || fact == "report.of_delegator"
			needs.Delegators = needs.Delegators || fact == "report.of_delegator"
		case found:
		case subject == "self":
			needs.Self = true
		case subject == "amount" || subject == "currency":
			needs.Amount = needs.Amount || o.createsAmount || o.maySetAmount
			needs.Target = needs.Target || o.pays
		}
		needs.ExpenseType = needs.ExpenseType || subject == "expense_type" && concernsType(f, o)
		needs.Policy = needs.Policy || subject == "policy" && setsPolicy(f, o)
	}
	return needs
}

// check refuses where the expression is true, and where it cannot be worked out.
func (e expression) check(f Facts, _ operation) *Refusal {
	if !e.concerns(f.Tool) {
		return nil
	}
	known := f.variables()
	value, _, err := e.program.Eval(known)
	if err == nil && value.Value() == false {
		return nil
	}
	if err == nil {
		return broken(e.path, "Otherwise "+askPerson, "%s (%s) refuses this: %s", e.path, e.name, strings.TrimSuffix(e.message, "."))
	}
	var lacks []string
	for _, fact := range e.uses {
		if _, found := known[fact]; !found {
			lacks = append(lacks, fact)
		}
	}
	if len(lacks) == 0 {
		return broken(e.path, "Tell the person: the operator has to correct it.", "%s (%s) cannot be checked: %v", e.path, e.name, err)
	}
	facts := "the fact "
	if len(lacks) > 1 {
		facts = "the facts "
	}
	return missing(e.path, facts+strings.Join(lacks, " and "), "Leave this write to the person.")
}

func (e expression) words() string {
	about := ""
	if len(e.tools) > 0 {
		about = "Of " + joined(e.tools) + ": "
	}
	return fmt.Sprintf("%s%s. Refused when %s (%s, %s).", about, strings.TrimSuffix(e.message, "."), e.text, e.path, e.name)
}
