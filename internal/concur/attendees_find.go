package concur

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/render"
)

// mostBookPages bounds how many pages of attendees are read for a name, which v3
// cannot search: 2,000 attendees.
const mostBookPages = 20

// mostMeetings is how many expenses are looked at to tell the v4 id of an attendee.
const mostMeetings = 5

// AttendeeFinder finds attendees by whatever names them, for one expense.
type AttendeeFinder struct {
	Session *Session
	// On, Report, Expense and List are the expense, and who is on it now.
	On      Subject
	Report  ReportID
	Expense ExpenseRef
	List    ExpenseAttendees

	asked bool
	who   *OnExpense   // nil until it is asked for
	book  []V3Attendee // nil until it is read
	cut   bool         // the book has more pages than were read
}

// Asked reports whether anything was sent to find somebody.
func (f *AttendeeFinder) Asked() bool { return f.asked }

// Find gives the v4 id of an attendee who is named by it, by the v3 id, by the
// external id or by a name that only one has. It fails with *LookupError where there
// is nobody or several, and with *CrossingError where nothing tells the v4 id.
func (f *AttendeeFinder) Find(ctx context.Context, ref Ref) (AttendeeID, error) {
	if id, ok := parseHex32(string(ref)); ok {
		return AttendeeID(id), nil
	}
	f.asked = true
	login, err := f.Session.loginFor(ctx, f.On.User)
	if err != nil {
		return "", err
	}
	who, err := f.whoIsOn(ctx)
	if err != nil {
		return "", err
	}
	for id, person := range who.Named { // nothing else has to be read for who is there already
		if strings.EqualFold(string(person.ID), string(ref)) || (person.ExternalID != "" && strings.EqualFold(person.ExternalID, string(ref))) {
			return id, nil
		}
	}
	person, err := f.person(ctx, login, ref)
	if err != nil {
		return "", err
	}
	if id, sure := f.Session.crossed(person.ID); sure {
		return id, nil
	}
	return f.cross(ctx, login, person)
}

// whoIsOn names those on the expense. An itemization, which v3 does not know by an
// entry of its own, names nobody.
func (f *AttendeeFinder) whoIsOn(ctx context.Context) (OnExpense, error) {
	if f.who != nil {
		return *f.who, nil
	}
	if len(f.List.List) == 0 {
		return OnExpense{}, nil
	}
	var none *LookupError
	who, err := f.Session.WhoIsOn(ctx, f.On, f.Report, f.Expense, f.List)
	if err != nil && !errors.As(err, &none) {
		return who, err
	}
	f.who = &who
	return who, nil
}

// person finds an attendee of v3.
func (f *AttendeeFinder) person(ctx context.Context, login string, ref Ref) (V3Attendee, error) {
	if looksProtected(ref) {
		person, err := f.Session.GetAttendee(ctx, login, V3AttendeeID(ref))
		if err == nil {
			person.ID = V3AttendeeID(ref)
		}
		if !IsNotFound(err) {
			return person, err
		}
	}
	const longestExternal = 48
	if !strings.ContainsAny(string(ref), " ,") && len(ref) <= longestExternal {
		found, _, err := f.Session.ListAttendees(ctx, AttendeeFilter{Login: login, ExternalID: string(ref)}, "")
		if err != nil {
			return V3Attendee{}, err
		}
		if len(found) > 0 {
			return pickAttendee(ref, found, func(a V3Attendee) string { return a.ExternalID })
		}
	}
	if err := f.read(ctx, login); err != nil {
		return V3Attendee{}, err
	}
	person, err := pickAttendee(ref, f.book, V3Attendee.Name)
	var none *LookupError
	if errors.As(err, &none) && !none.Ambiguous {
		none.Candidates = nil // a long book helps nobody
		if f.cut {
			none.Kind = fmt.Sprintf("attendee among the first %d", len(f.book))
		}
	}
	return person, err
}

// read reads the attendees of a person, as far as is reasonable.
func (f *AttendeeFinder) read(ctx context.Context, login string) error {
	if f.book != nil {
		return nil
	}
	book, offset := []V3Attendee{}, ""
	for range mostBookPages {
		page, next, err := f.Session.ListAttendees(ctx, AttendeeFilter{Login: login}, offset)
		if err != nil {
			return err
		}
		book = append(book, page...)
		if offset = next; offset == "" {
			break
		}
	}
	f.book, f.cut = book, offset != ""
	return nil
}

// pickAttendee finds the one attendee with a text, in any letter case. Candidates
// are told apart by company and type.
func pickAttendee(ref Ref, people []V3Attendee, text func(V3Attendee) string) (V3Attendee, error) {
	choices := make([]choice, len(people))
	for i, a := range people {
		about := strings.Trim(a.Company+", "+a.TypeCode, ", ")
		choices[i] = choice{id: string(a.ID), name: text(a), about: about}
	}
	i, err := pick("attendee", ref, choices)
	if err != nil {
		return V3Attendee{}, lookWith("search_attendees", err)
	}
	return people[i], nil
}

// cross finds the v4 id of an attendee by the expenses that the attendee is on. Each
// leaves only those ids whose share fits, and one that is left in the end is certain.
func (f *AttendeeFinder) cross(ctx context.Context, login string, person V3Attendee) (AttendeeID, error) {
	var page v3Page[Entry]
	const limit = "10"
	err := f.Session.do(ctx, request{
		operation: "list_entries", query: query("attendeeID", string(person.ID), "limit", limit, "user", login),
	}, &page)
	if err != nil {
		return "", err
	}
	var left []AttendeeID
	met := 0
	for _, entry := range page.Items {
		if met == mostMeetings || entry.ID == "" || entry.ExpenseID == "" {
			continue
		}
		fitting, err := f.fitting(ctx, login, entry, person.ID)
		if err != nil {
			return "", err
		}
		met++
		if met == 1 {
			left = fitting
		} else {
			left = slices.DeleteFunc(left, func(id AttendeeID) bool { return !slices.Contains(fitting, id) })
		}
		if id, sure := f.Session.crossed(person.ID); sure {
			return id, nil
		}
		if len(left) == 1 {
			f.Session.cross(person.ID, left[0])
			return left[0], nil
		}
	}
	return "", &CrossingError{Person: person, Left: left}
}

// fitting lists the v4 ids on an expense that may be an attendee.
func (f *AttendeeFinder) fitting(ctx context.Context, login string, entry Entry, id V3AttendeeID) ([]AttendeeID, error) {
	list, err := f.Session.GetExpenseAttendees(ctx, f.On, entry.ReportID, entry.ExpenseID)
	if err != nil {
		return nil, err
	}
	links, err := f.Session.EntryAttendees(ctx, login, entry.ID)
	if err != nil {
		return nil, err
	}
	f.Session.matched(list.List, links) // it remembers who is certain
	at := slices.IndexFunc(links, func(link EntryAttendee) bool { return link.AttendeeID == id })
	if at < 0 {
		return nil, nil
	}
	var ids []AttendeeID
	for _, a := range list.List {
		if a.part() == links[at].part() {
			ids = append(ids, a.ID)
		}
	}
	return ids, nil
}

// CrossingError says that an attendee is known in v3, and that nothing tells the id
// that v4 has for the same person.
type CrossingError struct {
	Person V3Attendee
	// Left are the v4 ids that it may be, if there are any.
	Left []AttendeeID
}

// Error implements error.
func (e *CrossingError) Error() string {
	text := fmt.Sprintf("%s (%s) is an attendee of Concur's v3 API, and Concur documents no way from there to the id that an expense wants",
		render.Quote(e.Person.Name()), e.Person.ID)
	if len(e.Left) > 0 {
		return fmt.Sprintf("%s; the expenses with this attendee leave %d ids open", text, len(e.Left))
	}
	return text + "; no expense with this attendee tells it either"
}

// People are the names of persons in the text, as it quotes them.
func (e *CrossingError) People() []string { return []string{e.Person.Name()} }

// WhatChanged says that nothing did.
func (e *CrossingError) WhatChanged() string { return "nothing_changed" }

// NextStep says what to give instead.
func (e *CrossingError) NextStep() string {
	next := "Give the attendee_id (32 hex characters) that list_expense_attendees shows on another expense of this person, " +
		"or add the person to the expense once in Concur itself."
	if len(e.Left) > 0 {
		ids := make([]string, len(e.Left))
		for i, id := range e.Left {
			ids[i] = string(id)
		}
		next += " It is one of: " + strings.Join(ids[:min(len(ids), mostCandidates)], ", ") + "."
	}
	return next
}

// Details implements the shape of a problem.
func (e *CrossingError) Details() map[string]string { return nil }
