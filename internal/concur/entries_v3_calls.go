package concur

import (
	"context"
)

// EntriesOf lists all entries of a report. user is the owner, who is the person
// of the user connection if empty.
func (s *Session) EntriesOf(ctx context.Context, user UserID, report ReportID) ([]Entry, error) {
	login, err := s.loginFor(ctx, user)
	if err != nil {
		return nil, err
	}
	return s.EntriesUnder(ctx, login, report)
}

// EntriesUnder lists all entries of a report whose owner has a login ID, which is
// empty for the person of the user connection.
func (s *Session) EntriesUnder(ctx context.Context, login string, report ReportID) ([]Entry, error) {
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
		s.pair(pair{v3: entry.ID, v4: entry.ExpenseID, report: report})
	}
	return entries, err
}

// GetEntry reads one entry.
func (s *Session) GetEntry(ctx context.Context, user UserID, id EntryID) (Entry, error) {
	login, err := s.loginFor(ctx, user)
	if err != nil {
		return Entry{}, err
	}
	return s.entryUnder(ctx, login, id)
}

// entryUnder reads one entry whose owner has a login ID.
func (s *Session) entryUnder(ctx context.Context, login string, id EntryID) (Entry, error) {
	var entry Entry
	err := s.do(ctx, request{operation: "get_entry", path: entryPath(id), query: query("user", login)}, &entry)
	if err == nil {
		s.pair(pair{v3: id, v4: entry.ExpenseID, report: entry.ReportID})
	}
	return entry, err
}

// CreateEntry adds an expense to a report that was never submitted, and gives its
// v3 id. Whoever lost the answer cannot know whether it was added.
func (s *Session) CreateEntry(ctx context.Context, user UserID, entry EntryWrite) (EntryID, error) {
	login, err := s.loginFor(ctx, user)
	if err != nil {
		return "", err
	}
	return createV3(ctx, s, request{operation: "create_entry", query: query("user", login), body: entry}, parseProtected[EntryID])
}

// UpdateEntry changes the given fields of an entry.
func (s *Session) UpdateEntry(ctx context.Context, user UserID, id EntryID, changes EntryWrite) error {
	login, err := s.loginFor(ctx, user)
	if err != nil {
		return err
	}
	if known, ok := s.paired(ExpenseRef{V3: id}); ok && changes.ExpenseTypeCode != "" {
		defer s.forgetForms(known.report)
	}
	return s.do(ctx, request{operation: "update_entry", path: entryPath(id), query: query("user", login), body: changes}, nil)
}

func entryPath(id EntryID) map[string]string { return map[string]string{"id": string(id)} }

// EntryOf gives the v3 id of an expense of a report. It is known from before, or
// it is looked for: v3 changes an entry without asking for the report, and an
// agent that names the wrong one must not change what it did not mean.
func (s *Session) EntryOf(ctx context.Context, user UserID, report ReportID, ref ExpenseRef) (EntryID, error) {
	if known, ok := s.paired(ref); ok && known.report == report {
		return known.v3, nil
	}
	if ref.V3 != "" {
		return s.entryIn(ctx, user, report, ref.V3)
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
	return "", notIn(report, ref)
}

// entryIn reads an entry to see whether it is one of the report.
func (s *Session) entryIn(ctx context.Context, user UserID, report ReportID, id EntryID) (EntryID, error) {
	entry, err := s.GetEntry(ctx, user, id)
	if err != nil {
		return "", err
	}
	if entry.ReportID != report {
		return "", notIn(report, ExpenseRef{V3: id})
	}
	return id, nil
}

func notIn(report ReportID, ref ExpenseRef) error {
	return &LookupError{Kind: "top-level expense in report " + string(report), Name: ref.String()}
}

// ExpenseOf gives the v4 id of an expense, which is known from before or read
// from its entry.
func (s *Session) ExpenseOf(ctx context.Context, user UserID, ref ExpenseRef) (ExpenseID, error) {
	if ref.V4 != "" {
		return ref.V4, nil
	}
	if known, ok := s.paired(ref); ok {
		return known.v4, nil
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
