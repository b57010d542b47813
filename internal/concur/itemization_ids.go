package concur

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Itemizations have an id in v3, where they are changed, and another in v4, where
// they are read. No documented key connects the two; date, type, amount, purpose
// and the private flag do, as far as no other itemization of the expense has the
// same.

// likeness is what both versions tell of an itemization.
type likeness struct {
	date, expenseType, amount, purpose string
	personal                           bool
}

func likenessOfExpense(e Expense) likeness {
	l := likeness{
		date: e.TransactionDate, expenseType: e.ExpenseType.ID, purpose: strings.TrimSpace(e.BusinessPurpose), personal: e.IsPersonalExpense,
	}
	if e.TransactionAmount != nil {
		l.amount = e.TransactionAmount.Value.String()
	}
	return l
}

func (i Itemization) likeness() likeness {
	return likeness{i.Date(), i.ExpenseTypeCode, i.TransactionAmount.String(), strings.TrimSpace(i.Description), i.IsPersonal}
}

// Itemizations lists the itemizations of an expense as v4 has them: each is an
// expense with an id of its own.
func (s *Session) Itemizations(ctx context.Context, on Subject, report ReportID, expense ExpenseID) ([]Expense, error) {
	r := on.request("get_itemizations")
	r.path = expensePath(report, expense)
	var itemizations []Expense
	err := s.do(ctx, r, &itemizations)
	return itemizations, err
}

// PairItemizations gives the v3 ids of itemizations of one entry where they are
// certain, and remembers them. What it gives nothing for has a double, or v3 shows it
// differently.
func (s *Session) PairItemizations(expenses []Expense, itemizations []Itemization) map[ExpenseID]EntryID {
	inV4, inV3 := map[likeness]int{}, map[likeness][]EntryID{}
	for _, e := range expenses {
		inV4[likenessOfExpense(e)]++
	}
	for _, i := range itemizations {
		inV3[i.likeness()] = append(inV3[i.likeness()], i.ID)
	}
	pairs := map[ExpenseID]EntryID{}
	for _, e := range expenses {
		same := inV3[likenessOfExpense(e)]
		if inV4[likenessOfExpense(e)] == 1 && len(same) == 1 && same[0] != "" {
			pairs[e.ID] = same[0]
			remember(s, pairKey(e.ID), same[0])
		}
	}
	return pairs
}

// KnownItemizations gives the v3 ids of itemizations that were paired lately, and
// whether these are all.
func (s *Session) KnownItemizations(expenses []Expense) (pairs map[ExpenseID]EntryID, all bool) {
	pairs = map[ExpenseID]EntryID{}
	for _, e := range expenses {
		if id, ok := remembered[EntryID](s, pairKey(e.ID)); ok {
			pairs[e.ID] = id
		}
	}
	return pairs, len(pairs) == len(expenses)
}

// FindItemization gives the v3 id of an itemization of an entry, which is named by
// either id. v3 changes one without asking for its expense, and an agent that names
// the wrong expense must not change what it did not mean.
func (s *Session) FindItemization(ctx context.Context, on Subject, parent Entry, ref ExpenseRef) (EntryID, error) {
	id := ref.V3
	if ref.V4 != "" {
		id, _ = remembered[EntryID](s, pairKey(ref.V4))
	}
	if entry, ok := remembered[EntryID](s, parentKey(id)); ok && id != "" && entry == parent.ID {
		return id, nil
	}
	itemizations, err := s.ItemizationsOf(ctx, on.User, parent.ReportID, parent.ID)
	if err != nil {
		return "", err
	}
	if ref.V4 == "" {
		if slices.ContainsFunc(itemizations, func(i Itemization) bool { return i.ID == ref.V3 }) {
			return ref.V3, nil
		}
		return "", noItemization(parent, ref)
	}
	expenses, err := s.Itemizations(ctx, on, parent.ReportID, parent.ExpenseID)
	if err != nil {
		return "", err
	}
	at := slices.IndexFunc(expenses, func(e Expense) bool { return e.ID == ref.V4 })
	if at < 0 {
		return "", noItemization(parent, ref)
	}
	if id, ok := s.PairItemizations(expenses, itemizations)[ref.V4]; ok {
		return id, nil
	}
	double := &UnpairedError{ID: ref.V4}
	for _, i := range itemizations {
		if i.likeness() == likenessOfExpense(expenses[at]) {
			double.Candidates = append(double.Candidates, i.ID)
		}
	}
	return "", double
}

func noItemization(parent Entry, ref ExpenseRef) error {
	return &LookupError{Kind: "itemization of expense " + firstOf(string(parent.ExpenseID), string(parent.ID)), Name: ref.String()}
}

// UnpairedError says that nothing tells which itemization of v3 a v4 id stands for.
type UnpairedError struct {
	ID ExpenseID
	// Candidates look the same; none if v3 shows no such itemization.
	Candidates []EntryID
}

// Error implements error.
func (e *UnpairedError) Error() string {
	if len(e.Candidates) == 0 {
		return fmt.Sprintf("the interface that changes itemizations shows none like %s", e.ID)
	}
	return fmt.Sprintf("%d itemizations have the date, type and amount of %s, and Concur does not say which of them it is",
		len(e.Candidates), e.ID)
}

// WhatChanged says that nothing did.
func (e *UnpairedError) WhatChanged() string { return "nothing_changed" }

// NextStep names the ids that can be told apart.
func (e *UnpairedError) NextStep() string {
	if len(e.Candidates) == 0 {
		return "Look again with list_expense_itemizations."
	}
	ids := make([]string, len(e.Candidates))
	for i, id := range e.Candidates {
		ids[i] = string(id)
	}
	return "If it does not matter which, pass one of these v3 ids as itemization_id: " + strings.Join(ids, ", ") + ". They may still differ " +
		"in allocations or custom fields; if that matters, do it in Concur itself."
}

// Details implements the shape of a problem.
func (e *UnpairedError) Details() map[string]string { return nil }

func pairKey(id ExpenseID) string { return "itemization\x00" + string(id) }

func parentKey(id EntryID) string { return "entry of itemization\x00" + string(id) }
