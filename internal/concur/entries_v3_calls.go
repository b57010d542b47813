package concur

import (
	"context"
	"encoding/json"
	"errors"
)

// EntriesOf lists all entries of a report. user is the owner, who is the person
// of the user connection if empty.
func (s *Session) EntriesOf(ctx context.Context, user UserID, report ReportID) ([]Entry, error) {
	login, err := s.loginFor(ctx, user)
	if err != nil {
		return nil, err
	}
	const limit = "100"
	entries, err := everyPage(ctx, func(ctx context.Context, offset string) (v3Page[Entry], error) {
		var page v3Page[Entry]
		err := s.do(ctx, request{
			operation: "list_entries",
			query:     query("reportID", string(report), "limit", limit, "offset", offset, "user", login),
		}, &page)
		return page, err
	})
	for _, entry := range entries {
		s.client.pairs.add(entry.ID, entry.ExpenseID)
	}
	return entries, err
}

// GetEntry reads one entry.
func (s *Session) GetEntry(ctx context.Context, user UserID, id EntryID) (Entry, error) {
	login, err := s.loginFor(ctx, user)
	if err != nil {
		return Entry{}, err
	}
	var entry Entry
	err = s.do(ctx, request{operation: "get_entry", path: entryPath(id), query: query("user", login)}, &entry)
	if err == nil {
		s.client.pairs.add(id, entry.ExpenseID)
	}
	return entry, err
}

var errNoID = errors.New("no id of what was made")

// CreateEntry adds an expense to a report that was never submitted, and gives its
// v3 id. Whoever lost the answer cannot know whether it was added.
func (s *Session) CreateEntry(ctx context.Context, user UserID, entry EntryWrite) (EntryID, error) {
	login, err := s.loginFor(ctx, user)
	if err != nil {
		return "", err
	}
	operation := s.client.operations["create_entry"]
	answer, err := s.send(ctx, operation, request{operation: operation.Name, query: query("user", login), body: entry})
	if err != nil {
		return "", err
	}
	var created struct {
		ID string `json:"ID"`
	}
	if err := json.Unmarshal(answer.body, &created); err != nil {
		return "", unreadable(operation, answer, err)
	}
	if !protectedForm.MatchString(created.ID) {
		return "", unreadable(operation, answer, errNoID)
	}
	return EntryID(created.ID), nil
}

// UpdateEntry changes the given fields of an entry.
func (s *Session) UpdateEntry(ctx context.Context, user UserID, id EntryID, changes EntryWrite) error {
	login, err := s.loginFor(ctx, user)
	if err != nil {
		return err
	}
	return s.do(ctx, request{operation: "update_entry", path: entryPath(id), query: query("user", login), body: changes}, nil)
}

func entryPath(id EntryID) map[string]string { return map[string]string{"id": string(id)} }

// EntryOf gives the v3 id of an expense, which is known from before or found in
// the list of the report's entries (ids-and-states: crossing versions).
func (s *Session) EntryOf(ctx context.Context, user UserID, report ReportID, ref ExpenseRef) (EntryID, error) {
	if ref.V3 != "" {
		return ref.V3, nil
	}
	if id, ok := s.client.pairs.entry(ref.V4); ok {
		return id, nil
	}
	entries, err := s.EntriesOf(ctx, user, report)
	if err != nil {
		return "", err
	}
	for _, entry := range entries {
		if entry.ExpenseID == ref.V4 && entry.ID != "" {
			return entry.ID, nil
		}
	}
	return "", &LookupError{Kind: "top-level expense in report " + string(report), Name: string(ref.V4)}
}

// ExpenseOf gives the v4 id of an expense, which is known from before or read
// from its entry.
func (s *Session) ExpenseOf(ctx context.Context, user UserID, ref ExpenseRef) (ExpenseID, error) {
	if ref.V4 != "" {
		return ref.V4, nil
	}
	if id, ok := s.client.pairs.expense(ref.V3); ok {
		return id, nil
	}
	entry, err := s.GetEntry(ctx, user, ref.V3)
	if err != nil {
		return "", err
	}
	if entry.ExpenseID == "" {
		return "", &LookupError{Kind: "v4 id of the expense", Name: string(ref.V3)}
	}
	return entry.ExpenseID, nil
}
