package limits

import (
	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/operators"
	"github.com/shopspring/decimal"
)

// variable is a fact as an expression names it. Names with a point are names as a whole:
// each fact can be missing by itself.
type variable struct {
	name string
	of   *cel.Type
}

func variables() []variable {
	text := cel.StringType
	return []variable{
		{"tool", text},
		{"effect", text},
		{"operation", text},
		{"principal", text},
		{"at", cel.TimestampType},
		{"amount", decimalType()},
		{"currency", text},
		{"exchange_rate", decimalType()},
		{"journey", cel.BoolType},
		{"expense_type.id", text},
		{"expense_type.code", text},
		{"expense_type.name", text},
		{"policy.id", text},
		{"policy.name", text},
		{"report.id", text},
		{"report.name", text},
		{"report.total", decimalType()},
		{"report.currency", text},
		{"report.status", text},
		{"report.policy.id", text},
		{"report.policy.name", text},
		{"report.own", cel.BoolType},
		{"report.of_delegator", cel.BoolType},
		{"owner.id", text},
		{"self.id", text},
		{"self.login", text},
		{"acting_for.id", text},
	}
}

func factNames() map[string]bool {
	names := map[string]bool{}
	for _, v := range variables() {
		names[v.name] = true
	}
	return names
}

// language is CEL with the facts and with decimals. None of its functions depends on
// anything but its arguments: there is no clock and no chance in it, and `at` is a fact.
func language() (*cel.Env, error) {
	options := []cel.EnvOption{cel.DefaultUTCTimeZone(true), cel.ParserExpressionSizeLimit(longestExpression)}
	for _, v := range variables() {
		options = append(options, cel.Variable(v.name, v.of))
	}
	for operator, name := range map[string]string{
		operators.Less: "less", operators.LessEquals: "less_equals",
		operators.Greater: "greater", operators.GreaterEquals: "greater_equals",
	} {
		for _, other := range []*cel.Type{decimalType(), cel.IntType, cel.DoubleType} {
			overload := cel.Overload(name+"_decimal_"+other.TypeName(), []*cel.Type{decimalType(), other}, cel.BoolType)
			options = append(options, cel.Function(operator, overload))
		}
	}
	sum := cel.Overload("add_decimal_decimal", []*cel.Type{decimalType(), decimalType()}, decimalType())
	return cel.NewEnv(append(options, cel.Function(operators.Add, sum))...)
}

// variables are the facts that are known. CEL fails where it needs another, unless the
// answer is the same without it.
func (f Facts) variables() map[string]any {
	known := map[string]any{"journey": f.Journey}
	if !f.At.IsZero() {
		known["at"] = f.At.UTC()
	}
	texts := map[string]string{
		"tool": f.Tool, "effect": string(f.Effect), "operation": f.Operation, "principal": f.Principal, "currency": f.Currency,
		"owner.id": f.Owner.ID, "self.id": f.Self.ID, "self.login": f.Self.Login, "acting_for.id": f.ActingFor.ID,
	}
	texts["expense_type.id"], texts["expense_type.code"], texts["expense_type.name"] = f.ExpenseType.ID, f.ExpenseType.Code, f.ExpenseType.Name
	texts["policy.id"], texts["policy.name"] = f.Policy.ID, f.Policy.Name
	if !f.Journey { // Concur makes another of it.
		bind(known, "amount", f.Amount)
	}
	bind(known, "exchange_rate", f.ExchangeRate)
	if r := f.Report; r != nil {
		texts["report.id"], texts["report.name"], texts["report.currency"], texts["report.status"] = r.ID, r.Name, r.Currency, r.Status
		texts["report.policy.id"], texts["report.policy.name"] = r.Policy.ID, r.Policy.Name
		bind(known, "report.total", r.Total)
		f.whose(known)
	}
	for name, text := range texts {
		if text != "" {
			known[name] = text
		}
	}
	return known
}

// bind takes in an amount without its sign: a refund counts as much as what is paid.
func bind(known map[string]any, name string, amount *decimal.Decimal) {
	if amount != nil && plain(*amount) {
		known[name] = number{amount.Abs()}
	}
}

// whose says whether the report is the caller's own, or a delegator's.
func (f Facts) whose(known map[string]any) {
	if own, alike := f.Owner.is(f.Self); alike {
		known["report.own"] = own
	}
	if f.Delegators == nil || !f.Owner.known() {
		return
	}
	of := false
	for _, delegator := range f.Delegators {
		same, alike := f.Owner.is(delegator)
		if !alike {
			return
		}
		of = of || same
	}
	known["report.of_delegator"] = of
}
