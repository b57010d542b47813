package concur

import (
	"context"
	"errors"
	"slices"
	"strings"
)

// Expense Group Configurations v3: what a person may use when filing expenses.
// It is deprecated, and still the only source of the v3 ids of payment types.

// V3Group is an expense group with its configuration.
type V3Group struct {
	ID                         string           `json:"ID"`
	Name                       string           `json:"Name"`
	AllowUserDigitalTaxInvoice bool             `json:"AllowUserDigitalTaxInvoice"`
	AllowUserRegisterYodlee    bool             `json:"AllowUserRegisterYodlee"`
	AttendeeListFormName       string           `json:"AttendeeListFormName"`
	AttendeeTypes              []V3AttendeeType `json:"AttendeeTypes"`
	CashAdvance                V3CashAdvance    `json:"CashAdvance"`
	PaymentTypes               []V3PaymentType  `json:"PaymentTypes"`
	Policies                   []V3Policy       `json:"Policies"`
}

// V3AttendeeType is a type of guests.
type V3AttendeeType struct {
	Code string `json:"Code"`
	Name string `json:"Name"`
}

// V3CashAdvance is what a group may do with cash advances.
type V3CashAdvance struct {
	Name                        string `json:"Name"`
	AllowUserCarryBalance       bool   `json:"AllowUserCarryBalance"`
	AllowUserLinkMultiple       bool   `json:"AllowUserLinkMultiple"`
	AllowUserUpdateExchangeRate bool   `json:"AllowUserUpdateExchangeRate"`
}

// V3PaymentType is a payment type that entries can be made with. Its id is the
// one that PaymentTypeID of an entry wants, not the short code of v4.
type V3PaymentType struct {
	ID        string `json:"ID"`
	Name      string `json:"Name"`
	IsDefault bool   `json:"IsDefault"`
}

// V3Policy is a policy with its expense types. Its id is not the one of v4.
type V3Policy struct {
	ID            string          `json:"ID"`
	Name          string          `json:"Name"`
	IsDefault     bool            `json:"IsDefault"`
	IsInheritable bool            `json:"IsInheritable"`
	ExpenseTypes  []V3ExpenseType `json:"ExpenseTypes"`
}

// V3ExpenseType is an expense type. Its code is the same in v4.
type V3ExpenseType struct {
	Code        string `json:"Code"`
	Name        string `json:"Name"`
	ExpenseCode string `json:"ExpenseCode"` // the class: OTHER, MEALS, PCARMILE, …
}

// IsMileage reports whether expenses of this type have a journey in place of an
// amount (Expense Entries v3 > Journey: personal-car and company-car types).
func (t V3ExpenseType) IsMileage() bool {
	return t.ExpenseCode == "PCARMILE" || t.ExpenseCode == "COCARMILE"
}

// V3Groups lists the expense groups of the person of the user connection.
func (s *Session) V3Groups(ctx context.Context) ([]V3Group, error) {
	return s.V3GroupsOf(ctx, "")
}

// V3GroupsOf lists the expense groups of a person, who is that of the user
// connection if empty; those of somebody else need an administrator.
func (s *Session) V3GroupsOf(ctx context.Context, user UserID) ([]V3Group, error) {
	login, err := s.loginFor(ctx, user)
	if err != nil {
		return nil, err
	}
	return s.V3GroupsUnder(ctx, login)
}

// V3GroupsUnder lists the expense groups of a person by login ID, which is empty for
// the person of the user connection.
func (s *Session) V3GroupsUnder(ctx context.Context, login string) ([]V3Group, error) {
	return lookup(ctx, s, "groups v3\x00"+login, func(ctx context.Context) ([]V3Group, error) {
		return everyPage(ctx, func(ctx context.Context, offset string) (v3Page[V3Group], error) {
			var page v3Page[V3Group]
			err := s.do(ctx, request{
				operation: "list_expense_group_configurations",
				query:     query("offset", offset, "user", login),
			}, &page)
			return page, err
		})
	})
}

// FindEntryType finds an expense type by code or name among all policies of the
// owner. Only where a name means different types in different policies does the
// policy of the report matter, and only then is the report read.
func (s *Session) FindEntryType(ctx context.Context, on Subject, report ReportID, ref Ref) (V3ExpenseType, error) {
	groups, err := s.V3GroupsOf(ctx, on.User)
	if err != nil {
		return V3ExpenseType{}, err
	}
	found, err := pickType(ref, typesOf(groups, ""))
	var lookupErr *LookupError
	if !errors.As(err, &lookupErr) || !lookupErr.Ambiguous {
		return found, err
	}
	header, readErr := s.GetReport(ctx, on, report)
	if readErr != nil || header.Policy == "" {
		return V3ExpenseType{}, err
	}
	return pickType(ref, typesOf(groups, header.Policy))
}

// typesOf lists the expense types of the policies with a name, or of all, each
// code with each of its names once. Policies have different ids in v3 and v4,
// and the same name.
func typesOf(groups []V3Group, policy string) []V3ExpenseType {
	var types []V3ExpenseType
	for _, group := range groups {
		for _, p := range group.Policies {
			if policy != "" && p.Name != policy {
				continue
			}
			for _, t := range p.ExpenseTypes {
				if !slices.Contains(types, t) {
					types = append(types, t)
				}
			}
		}
	}
	return types
}

func pickType(ref Ref, types []V3ExpenseType) (V3ExpenseType, error) {
	choices := make([]choice, len(types))
	for i, t := range types {
		choices[i] = choice{id: t.Code, name: t.Name}
	}
	i, err := pick("expense type", ref, choices)
	if err != nil {
		return V3ExpenseType{}, err
	}
	return types[i], nil
}

// FindEntryPaymentType finds a payment type by its v3 id, its name or its v4
// code; an empty Ref stands for the default one.
func (s *Session) FindEntryPaymentType(ctx context.Context, user UserID, ref Ref) (V3PaymentType, error) {
	groups, err := s.V3GroupsOf(ctx, user)
	if err != nil {
		return V3PaymentType{}, err
	}
	var types []V3PaymentType
	var choices []choice
	for _, group := range groups {
		for _, t := range group.PaymentTypes {
			if slices.Contains(types, t) {
				continue
			}
			types, choices = append(types, t), append(choices, choice{id: t.ID, name: t.Name})
		}
	}
	if ref == "" {
		return defaultPayment(types)
	}
	i, err := pick("payment type", ref, choices)
	var lookupErr *LookupError
	if errors.As(err, &lookupErr) && !lookupErr.Ambiguous {
		lookupErr.Candidates = namesOf(types)
		i, err = s.pickByCode(ctx, user, ref, choices, err)
	}
	if err != nil {
		return V3PaymentType{}, err
	}
	return types[i], nil
}

// pickByCode crosses from the v4 code of a payment type to its v3 id by the name
// that both have; no documented id connects them (inferred). Failing that, the
// first refusal stands.
func (s *Session) pickByCode(ctx context.Context, user UserID, code Ref, choices []choice, refusal error) (int, error) {
	const longestCode = 4
	if len(code) > longestCode {
		return 0, refusal
	}
	types, err := s.PaymentTypes(ctx, user)
	if err != nil {
		return 0, err
	}
	for _, t := range types {
		if strings.EqualFold(t.ID, string(code)) {
			return pick("payment type", Ref(t.Name), choices)
		}
	}
	return 0, refusal
}

func defaultPayment(types []V3PaymentType) (V3PaymentType, error) {
	for _, t := range types {
		if t.IsDefault || len(types) == 1 {
			return t, nil
		}
	}
	return V3PaymentType{}, &LookupError{Kind: "payment type", Name: "default", Candidates: namesOf(types)}
}

// namesOf leaves out the ids: they are those of v3, and agents are shown those of v4.
func namesOf(types []V3PaymentType) []string {
	names := make([]string, len(types))
	for i, t := range types {
		names[i] = t.Name
	}
	return names
}
