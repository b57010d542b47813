package writes

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/limits"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/target"
)

// checkLimits checks a write against the operator's limits. It reads only what the rules
// ask for. What cannot be read stays empty, and the rules that need it refuse.
func (g *Guard) checkLimits(ctx context.Context, call Call, about *subject) error {
	if g.Limits.Empty() {
		return nil
	}
	if refusal := g.Limits.CheckTool(call.Caller.Principal, call.Tool.Name); refusal != nil {
		return refusal
	}
	facts := g.statedFacts(call, about.request)
	needs := g.Limits.Needs(facts)
	if needs.Target || needs.Amount || needs.ExpenseType || needs.Policy {
		found, err := about.target(ctx, target.Brief)
		if err == nil {
			addTarget(&facts, found)
			addStanding(&facts, found, call.Tool.Effect)
		}
	}
	addNames(ctx, about.session, needs, &facts)
	if refusal := g.Limits.Check(facts); refusal != nil {
		return refusal
	}
	return nil
}

// statedFacts are the facts that need no reading: those of the call and of its request.
func (g *Guard) statedFacts(call Call, request concur.Write) limits.Facts {
	says := request.Says()
	facts := limits.Facts{
		Tool: call.Tool.Name, Effect: call.Tool.Effect, Operation: request.Operation.Name,
		Principal: call.Caller.Principal, At: g.Now(),
		Currency: says.Currency, Journey: says.Journey,
		ExpenseType: limits.Named{Code: says.ExpenseType}, Policy: limits.Named{ID: says.Policy},
		ActingFor: limits.Person{ID: string(request.Person)},
	}
	if request.Login != "" {
		facts.ActingFor = limits.Person{Login: request.Login}
	}
	if request.Kind == auth.User {
		facts.Self = limits.Person{ID: string(request.Self)}
	}
	if says.Amount != nil {
		facts.Amount = &says.Amount.Decimal
	}
	if says.ExchangeRate != nil {
		facts.ExchangeRate = &says.ExchangeRate.Decimal
	}
	return facts
}

// addTarget adds what the write is about.
func addTarget(facts *limits.Facts, t target.Target) {
	facts.Owner = limits.Person{ID: string(t.OwnerID), Login: t.OwnerLogin}
	if t.Kind != "report" {
		return
	}
	facts.Report = &limits.Report{
		ID: t.ID, Name: t.Name, Status: t.Status, Policy: limits.Named{ID: string(t.PolicyID), Name: t.Policy},
	}
	if t.Total != nil {
		facts.Report.Total, facts.Report.Currency = &t.Total.Value, t.Total.Currency
	}
}

// addStanding completes amount and currency by what Concur has already: an itemization is in
// the currency of its expense, and a change of the amount keeps the currency, or the other
// way round.
func addStanding(facts *limits.Facts, t target.Target, effect tools.Effect) {
	stands := t.PartAmount
	if t.Kind == "cash advance" || t.Kind == "payment batch" {
		stands = t.Total
	}
	if stands == nil {
		return
	}
	sets := facts.Amount != nil || facts.Currency != "" || facts.ExchangeRate != nil
	if facts.Currency == "" && (sets || effect == tools.Workflow) {
		facts.Currency = stands.Currency
	}
	if facts.Amount == nil && effect != tools.Create && (sets || effect == tools.Workflow) {
		facts.Amount = &stands.Value
	}
}

// addNames adds names to ids and codes, and who made the caller a delegate, as far as rules
// need it and Concur tells.
func addNames(ctx context.Context, session *concur.Session, needs limits.Needs, facts *limits.Facts) {
	if needs.ExpenseType && facts.ExpenseType.Code != "" {
		if found, err := session.FindAnyExpenseType(ctx, concur.Ref(facts.ExpenseType.Code)); err == nil {
			facts.ExpenseType.ID, facts.ExpenseType.Name = found.ID, found.Name
		}
	}
	if needs.Policy {
		namePolicy(ctx, session, facts)
	}
	if needs.Self && facts.ActingFor.Login != "" && facts.Self.ID != "" {
		// Few may look people up, not even themselves. Without a login the rules refuse.
		facts.Self.Login, _ = session.LoginOf(ctx, concur.UserID(facts.Self.ID))
	}
	if needs.Delegators {
		nameDelegators(ctx, session, facts)
	}
}

// namePolicy finds the policy that is set, or the one that a new report gets.
func namePolicy(ctx context.Context, session *concur.Session, facts *limits.Facts) {
	user := concur.UserID(facts.ActingFor.ID)
	policies, err := session.Policies(ctx, user)
	if err != nil {
		return
	}
	for _, policy := range policies {
		if string(policy.ID) == facts.Policy.ID {
			facts.Policy.Name = policy.Name
			return
		}
	}
	// The default of somebody whom only a login names is not the caller's.
	if facts.Policy.ID == "" && facts.ActingFor.Login == "" {
		if policy, err := session.FindPolicy(ctx, user, ""); err == nil {
			facts.Policy = limits.Named{ID: string(policy.ID), Name: policy.Name}
		}
	}
}

// nameDelegators lists who made the person of the connection a delegate; it stays nil
// where Concur does not say. It says logins, and of reports it says UUIDs: where there is
// anybody, the owner's login is looked for, in the entries of the report first, since few
// people may look others up.
func nameDelegators(ctx context.Context, session *concur.Session, facts *limits.Facts) {
	delegators, err := session.Delegators(ctx, true)
	if err != nil {
		return
	}
	facts.Delegators = []limits.Person{}
	for _, one := range delegators {
		facts.Delegators = append(facts.Delegators, limits.Person{Login: one.Login})
	}
	if len(delegators) == 0 || facts.Owner.Login != "" || facts.Owner.ID == "" {
		return
	}
	if facts.Report != nil {
		if entries, err := session.EntriesOf(ctx, "", concur.ReportID(facts.Report.ID)); err == nil && len(entries) > 0 {
			facts.Owner.Login = entries[0].ReportOwnerID
		}
	}
	if facts.Owner.Login == "" {
		if owner, err := session.Person(ctx, concur.UserID(facts.Owner.ID)); err == nil {
			facts.Owner.Login = owner.UserName
		}
	}
}
