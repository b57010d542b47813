package concur

import (
	"context"
	"strconv"
)

// EntryFilter says which entries are wanted (Expense Entries v3 > List entries); a
// zero member does not filter.
type EntryFilter struct {
	// User is the owner, as in ReportFilter.
	User             Ref
	ReportID         ReportID
	PaymentTypeID    string // the protected id of v3
	BatchID          string
	ExpenseTypeCode  string
	AttendeeTypeCode string
	AttendeeID       string // the protected id of v3
	IsBillable       *bool
	HasAttendees     *bool
	HasVAT           *bool
}

// EntryPage is a page of ListEntries.
type EntryPage struct {
	Entries []Entry
	// Next is the offset of the page after it; empty on the last one.
	Next string
}

// ListEntries gives a page of the entries that a filter lets through, beginning at
// an offset that an earlier page named.
func (s *Session) ListEntries(ctx context.Context, f EntryFilter, offset string) (EntryPage, error) {
	login, err := s.OwnerLogin(ctx, f.User)
	if err != nil {
		return EntryPage{}, err
	}
	var page v3Page[Entry]
	err = s.do(ctx, request{operation: "list_entries", query: query(
		"user", login, "reportID", string(f.ReportID), "paymentTypeID", f.PaymentTypeID, "batchID", f.BatchID,
		"expenseTypeCode", f.ExpenseTypeCode, "attendeeTypeCode", f.AttendeeTypeCode, "attendeeID", f.AttendeeID,
		"isBillable", flag(f.IsBillable), "hasAttendees", flag(f.HasAttendees), "hasVAT", flag(f.HasVAT),
		"limit", strconv.Itoa(reportsAtOnce), "offset", offset,
	)}, &page)
	if err != nil {
		return EntryPage{}, err
	}
	for _, entry := range page.Items {
		s.pair(pair{v3: entry.ID, v4: entry.ExpenseID, report: entry.ReportID})
	}
	next, err := s.following("list_entries", page.offset(), offset)
	return EntryPage{Entries: page.Items, Next: next}, err
}

// following is the offset of the page after one that began at an offset. One that
// leads back to itself would be read for ever.
func (s *Session) following(operation, next, offset string) (string, error) {
	if next != "" && next == offset {
		return "", &Error{
			Operation: s.client.operations[operation], Fault: Unreadable, Message: "Concur's list leads back to where it came from",
		}
	}
	return next, nil
}

// V3Entry reads one entry of an owner, who is the person of the user connection if
// empty.
func (s *Session) V3Entry(ctx context.Context, owner Ref, id EntryID) (Entry, error) {
	login, err := s.OwnerLogin(ctx, owner)
	if err != nil {
		return Entry{}, err
	}
	return s.entryUnder(ctx, login, id)
}

// DeleteEntry removes an entry, with its itemizations (inferred), from an unsubmitted
// report.
func (s *Session) DeleteEntry(ctx context.Context, owner Ref, id EntryID) error {
	login, err := s.OwnerLogin(ctx, owner)
	if err != nil {
		return err
	}
	return s.do(ctx, request{operation: "delete_entry", path: entryPath(id), query: query("user", login)}, nil)
}

// KnownEntry gives the v3 id of an expense: as it is, or as it was once seen beside
// the v4 one. Nothing is sent for it; only a report leads from v4 to v3.
func (s *Session) KnownEntry(ref ExpenseRef) (EntryID, error) {
	if ref.V4 == "" {
		return ref.V3, nil
	}
	if known, ok := s.paired(ref); ok {
		return known.v3, nil
	}
	return "", &LookupError{Kind: "v3 id known for the v4 expense id", Name: ref.String()}
}
