package concur

import (
	"context"
	"errors"
	"regexp"
	"slices"
)

// Expense Configuration v4: what a person may use. All lists come whole, and
// are looked up once in a few minutes.

// Policy is a policy that a person may file reports under (Expense
// Configuration v4 > schema Policy).
type Policy struct {
	ID        PolicyID `json:"policyId"`
	Name      string   `json:"policyName"`
	IsDefault bool     `json:"isDefault"`
}

// ExpenseType is an expense type of a policy (Expense Configuration v4 > schema
// ExpenseType). Its id is the same code in v3.
type ExpenseType struct {
	ID           string `json:"expenseTypeId"`
	Name         string `json:"expenseTypeName"`
	CategoryCode string `json:"spendCategoryCode"`
	CategoryName string `json:"spendCategoryName"`
	// IsCategory marks a heading, under which no expense can be made.
	IsCategory bool   `json:"isCategory"`
	ParentID   string `json:"parentExpenseTypeId"`
	ParentName string `json:"parentName"`
}

// PaymentType is a payment type by its v4 code, which v3 does not take (Expense
// Configuration v4 > schema PaymentType).
type PaymentType struct {
	ID        string `json:"paymentTypeId"`
	Name      string `json:"paymentTypeName"`
	IsDefault bool   `json:"isDefault"`
}

// Policies lists the policies of a person; an empty user stands for the person
// of the user connection.
func (s *Session) Policies(ctx context.Context, user UserID) ([]Policy, error) {
	return lookup(ctx, s, "policies\x00"+string(user), func(ctx context.Context) ([]Policy, error) {
		var policies []Policy
		err := s.do(ctx, request{operation: "expense_config_list_policies", about: user}, &policies)
		return policies, err
	})
}

// ExpenseTypes lists the expense types of a policy, headings included.
func (s *Session) ExpenseTypes(ctx context.Context, user UserID, policy PolicyID) ([]ExpenseType, error) {
	key := "expense types\x00" + string(user) + "\x00" + string(policy)
	return lookup(ctx, s, key, func(ctx context.Context) ([]ExpenseType, error) {
		var types []ExpenseType
		err := s.do(ctx, request{
			operation: "expense_config_list_expense_types", about: user,
			path: map[string]string{"policyId": string(policy)},
		}, &types)
		return types, err
	})
}

// PaymentTypes lists the payment types of a person.
func (s *Session) PaymentTypes(ctx context.Context, user UserID) ([]PaymentType, error) {
	return lookup(ctx, s, "payment types\x00"+string(user), func(ctx context.Context) ([]PaymentType, error) {
		var types []PaymentType
		err := s.do(ctx, request{operation: "expense_config_list_payment_types", about: user}, &types)
		return types, err
	})
}

// FindPolicy finds a policy of a person by its v4 id, with or without dashes, by
// name or by its v3 id; an empty Ref stands for the default one. A v4 id is taken
// at its word: nothing is sent for it, and only ID is set.
func (s *Session) FindPolicy(ctx context.Context, user UserID, ref Ref) (Policy, error) {
	if id, ok := ParsePolicyID(string(ref)); ok {
		return Policy{ID: id}, nil
	}
	policies, err := s.Policies(ctx, user)
	if err != nil {
		return Policy{}, err
	}
	if ref == "" {
		return defaultPolicy(policies)
	}
	found, err := pickPolicy(ref, policies)
	var missing *LookupError
	if !errors.As(err, &missing) || missing.Ambiguous || !looksProtected(ref) {
		return found, err
	}
	if name := s.nameOfV3Policy(ctx, user, ref); name != "" {
		return pickPolicy(Ref(name), policies)
	}
	return Policy{}, err
}

// looksProtected tells what may be a protected id of v3 from a name. Such ids have
// some 20 to 40 characters and no space (inferred).
func looksProtected(ref Ref) bool {
	const shortest = 16
	return len(ref) >= shortest && protectedForm.MatchString(string(ref))
}

func pickPolicy(ref Ref, policies []Policy) (Policy, error) {
	choices := make([]choice, len(policies))
	for i, p := range policies {
		choices[i] = choice{id: string(p.ID), name: p.Name}
	}
	i, err := pick("policy", ref, choices)
	if err != nil {
		return Policy{}, err
	}
	return policies[i], nil
}

// nameOfV3Policy gives the name of a policy by its v3 id, which v4 does not know;
// the name is all that both have in common. It is empty where v3 gives no answer:
// then the ref is no policy as far as can be told.
func (s *Session) nameOfV3Policy(ctx context.Context, user UserID, ref Ref) string {
	groups, err := s.V3GroupsOf(ctx, user)
	if err != nil {
		return ""
	}
	for _, group := range groups {
		for _, p := range group.Policies {
			if p.ID == string(ref) {
				return p.Name
			}
		}
	}
	return ""
}

// defaultPolicy is the one that is marked, or the only one there is.
func defaultPolicy(policies []Policy) (Policy, error) {
	for _, p := range policies {
		if p.IsDefault {
			return p, nil
		}
	}
	if len(policies) == 1 {
		return policies[0], nil
	}
	e := &LookupError{Kind: "policy", Name: "default"}
	for _, p := range policies {
		e.Candidates = append(e.Candidates, p.Name+" ("+string(p.ID)+")")
	}
	return Policy{}, e
}

// FindExpenseType finds an expense type of a policy by its code or name.
// Headings are no choice: no expense can be made with them.
func (s *Session) FindExpenseType(ctx context.Context, user UserID, policy PolicyID, ref Ref) (ExpenseType, error) {
	all, err := s.ExpenseTypes(ctx, user, policy)
	if err != nil {
		return ExpenseType{}, err
	}
	var types []ExpenseType
	var choices []choice
	for _, t := range all {
		if !t.IsCategory {
			types = append(types, t)
			choices = append(choices, choice{id: t.ID, name: t.Name})
		}
	}
	i, err := pick("expense type", ref, choices)
	if err != nil {
		return ExpenseType{}, err
	}
	return types[i], nil
}

// expenseCodeForm is the usual form of expense type codes.
var expenseCodeForm = regexp.MustCompile(`^[A-Z0-9]{5}$`)

// FindAnyExpenseType finds an expense type by code or name among all policies of
// the person of the connection. A code that none of them has may be one of other
// people's policies: it is taken at its word.
func (s *Session) FindAnyExpenseType(ctx context.Context, ref Ref) (ExpenseType, error) {
	policies, err := s.Policies(ctx, "")
	if err != nil {
		return ExpenseType{}, err
	}
	var types []ExpenseType
	var choices []choice
	for _, policy := range policies {
		more, err := s.ExpenseTypes(ctx, "", policy.ID)
		if err != nil {
			return ExpenseType{}, err
		}
		for _, t := range more {
			known := slices.ContainsFunc(types, func(k ExpenseType) bool { return k.ID == t.ID && k.Name == t.Name })
			if !t.IsCategory && !known {
				types, choices = append(types, t), append(choices, choice{id: t.ID, name: t.Name})
			}
		}
	}
	i, err := pick("expense type", ref, choices)
	var missing *LookupError
	if errors.As(err, &missing) && !missing.Ambiguous && expenseCodeForm.MatchString(string(ref)) {
		return ExpenseType{ID: string(ref)}, nil
	}
	if err != nil {
		return ExpenseType{}, err
	}
	return types[i], nil
}

// FindTypeCode gives the code of an expense type of any policy of a person, by name
// or by code. A code is taken at its word, UNDEF of quick expenses too: nothing is
// sent for it.
func (s *Session) FindTypeCode(ctx context.Context, user UserID, ref Ref) (string, error) {
	if expenseCodeForm.MatchString(string(ref)) {
		return string(ref), nil
	}
	policies, err := s.Policies(ctx, user)
	if err != nil {
		return "", err
	}
	missing := error(&LookupError{Kind: "expense type", Name: string(ref)})
	for _, policy := range policies {
		found, err := s.FindExpenseType(ctx, user, policy.ID, ref)
		var none *LookupError
		switch {
		case err == nil:
			return found.ID, nil
		case !errors.As(err, &none) || none.Ambiguous:
			return "", err
		case policy.IsDefault:
			missing = err
		}
	}
	return "", missing
}
