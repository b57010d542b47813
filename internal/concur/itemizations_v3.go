package concur

import (
	"context"
	"encoding/json"
	"strings"
)

// Itemizations v3: the parts of an expense. v4 reads them and cannot make them.

// Itemization is a part of an expense (Itemizations v3 > schema Itemization). Its
// amounts are bare numbers: TransactionAmount in the currency of its entry.
type Itemization struct {
	ID                EntryID  `json:"ID"`
	EntryID           EntryID  `json:"EntryID"`
	ReportID          ReportID `json:"ReportID"`
	ExpenseTypeCode   string   `json:"ExpenseTypeCode"`
	ExpenseTypeName   string   `json:"ExpenseTypeName"`
	SpendCategoryCode string   `json:"SpendCategoryCode"`
	SpendCategoryName string   `json:"SpendCategoryName"`
	TransactionDate   string   `json:"TransactionDate"`
	TransactionAmount Decimal  `json:"TransactionAmount"`
	PostedAmount      Decimal  `json:"PostedAmount"`
	LocationName      string   `json:"LocationName"`
	Description       string   `json:"Description"` // the business purpose
	IsPersonal        bool     `json:"IsPersonal"`
	IsBillable        bool     `json:"IsBillable"`
	AllocationType    string   `json:"AllocationType"` // P, F or N
	HasComments       bool     `json:"HasComments"`    // their text is not given
	HasExceptions     bool     `json:"HasExceptions"`
	LastModified      string   `json:"LastModified"`
	// Custom are the custom fields and org units that have a value, by their v4
	// names.
	Custom map[string]CustomValue `json:"-"`
}

// UnmarshalJSON implements json.Unmarshaler: it gathers custom fields and org units,
// and drops ids that cannot be ones, since ids get into paths.
func (i *Itemization) UnmarshalJSON(data []byte) error {
	type plain Itemization
	err := json.Unmarshal(data, (*plain)(i))
	if err == nil {
		i.Custom, err = customValues(data)
	}
	if err != nil {
		return err
	}
	for _, id := range []*EntryID{&i.ID, &i.EntryID} {
		if !protectedForm.MatchString(string(*id)) {
			*id = ""
		}
	}
	return nil
}

// Date is the day of the itemization: v3 writes midnight behind it.
func (i Itemization) Date() string {
	day, _, _ := strings.Cut(i.TransactionDate, "T")
	return day
}

// ItemizationWrite is the body of CreateItemization and UpdateItemization (schema
// ItemizationWrite). What is empty or nil is not sent: an update leaves it as it is.
type ItemizationWrite struct {
	EntryID           EntryID  `json:"EntryID,omitempty"`
	ExpenseTypeCode   string   `json:"ExpenseTypeCode,omitempty"`
	TransactionDate   string   `json:"TransactionDate,omitempty"`
	TransactionAmount *Decimal `json:"TransactionAmount,omitempty"`
	Description       *string  `json:"Description,omitempty"`
	Comment           string   `json:"Comment,omitempty"`
	IsPersonal        *bool    `json:"IsPersonal,omitempty"`
	IsBillable        *bool    `json:"IsBillable,omitempty"`
	// Custom are custom fields and org units by their v4 names, as plain text.
	Custom []CustomDatum `json:"-"`
}

// MarshalJSON implements json.Marshaler: it puts Custom beside the other members.
func (w ItemizationWrite) MarshalJSON() ([]byte, error) {
	type plain ItemizationWrite
	return withCustom(plain(w), w.Custom)
}

// ItemizationsOf lists the itemizations of an entry, or of all entries of the report
// for none. user is the owner, who is the person of the user connection if empty.
func (s *Session) ItemizationsOf(ctx context.Context, user UserID, report ReportID, entry EntryID) ([]Itemization, error) {
	login, err := s.loginFor(ctx, user)
	if err != nil {
		return nil, err
	}
	return s.ItemizationsUnder(ctx, login, report, entry)
}

// ItemizationsUnder is ItemizationsOf for an owner who has a login ID, which is empty
// for the person of the user connection.
func (s *Session) ItemizationsUnder(ctx context.Context, login string, report ReportID, entry EntryID) ([]Itemization, error) {
	const limit = "100"
	itemizations, err := everyPage(ctx, func(ctx context.Context, offset string) (v3Page[Itemization], error) {
		var page v3Page[Itemization]
		err := s.do(ctx, request{
			operation: "list_itemizations",
			query:     query("reportID", string(report), "entryID", string(entry), "limit", limit, "offset", offset, "user", login),
		}, &page)
		return page, err
	})
	for _, i := range itemizations {
		if i.ID != "" && entry != "" {
			remember(s, parentKey(i.ID), entry)
		}
	}
	return itemizations, err
}

// GetItemization reads one itemization.
func (s *Session) GetItemization(ctx context.Context, user UserID, id EntryID) (Itemization, error) {
	login, err := s.loginFor(ctx, user)
	if err != nil {
		return Itemization{}, err
	}
	var itemization Itemization
	err = s.do(ctx, request{operation: "get_itemization", path: entryPath(id), query: query("user", login)}, &itemization)
	return itemization, err
}

// CreateItemization adds a part to an expense and gives its v3 id. The amounts need
// not add up at once. Whoever lost the answer cannot know whether it was added.
func (s *Session) CreateItemization(ctx context.Context, user UserID, itemization ItemizationWrite) (EntryID, error) {
	login, err := s.loginFor(ctx, user)
	if err != nil {
		return "", err
	}
	return createV3(ctx, s, request{operation: "create_itemization", query: query("user", login), body: itemization}, parseProtected[EntryID])
}

// UpdateItemization changes the given fields of an itemization.
func (s *Session) UpdateItemization(ctx context.Context, user UserID, id EntryID, changes ItemizationWrite) error {
	login, err := s.loginFor(ctx, user)
	if err != nil {
		return err
	}
	return s.do(ctx, request{operation: "update_itemization", path: entryPath(id), query: query("user", login), body: changes}, nil)
}

// DeleteItemization removes an itemization; its expense stays.
func (s *Session) DeleteItemization(ctx context.Context, user UserID, id EntryID) error {
	login, err := s.loginFor(ctx, user)
	if err != nil {
		return err
	}
	return s.do(ctx, request{operation: "delete_itemization", path: entryPath(id), query: query("user", login)}, nil)
}
