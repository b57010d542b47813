package concur

import "context"

// Expense Group Configurations v3: what a person may use when filing expenses.
// It is deprecated, and still the only source of the v3 ids of payment types.

// V3Group is an expense group with its configuration.
type V3Group struct {
	ID           string          `json:"ID"`
	Name         string          `json:"Name"`
	PaymentTypes []V3PaymentType `json:"PaymentTypes"`
	Policies     []V3Policy      `json:"Policies"`
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
	ID           string          `json:"ID"`
	Name         string          `json:"Name"`
	IsDefault    bool            `json:"IsDefault"`
	ExpenseTypes []V3ExpenseType `json:"ExpenseTypes"`
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
	return s.V3GroupsOf(ctx, Subject{})
}

// V3GroupsOf lists the expense groups of a person; that of somebody else needs
// an administrator. It is kept for minutes.
func (s *Session) V3GroupsOf(ctx context.Context, on Subject) ([]V3Group, error) {
	login, err := s.loginFor(ctx, on)
	if err != nil {
		return nil, err
	}
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
