package concur

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
)

// EntryAttendee links an attendee to an entry (Expense Entry Attendee v3 > schema
// EntryAttendee).
type EntryAttendee struct {
	ID         string       `json:"ID"`
	AttendeeID V3AttendeeID `json:"AttendeeID"`
	Amount     Decimal      `json:"Amount"` // share, in the currency of the entry
	Count      int          `json:"AssociatedAttendeeCount"`
}

// EntryAttendees lists who is on an entry.
func (s *Session) EntryAttendees(ctx context.Context, login string, entry EntryID) ([]EntryAttendee, error) {
	links, err := everyPage(ctx, func(ctx context.Context, offset string) (v3Page[EntryAttendee], error) {
		const limit = "100"
		var page v3Page[EntryAttendee]
		err := s.do(ctx, request{
			operation: "list_entry_attendees", query: query("entryID", string(entry), "limit", limit, "offset", offset, "user", login),
		}, &page)
		return page, err
	})
	if err != nil {
		return nil, err
	}
	for i, link := range links {
		if link.AttendeeID == "" && protectedForm.MatchString(link.ID) {
			if links[i], err = s.GetEntryAttendee(ctx, login, link.ID); err != nil {
				return nil, err
			}
		}
	}
	return links, nil
}

// GetEntryAttendee reads one link, for a list that leaves its attendee out.
func (s *Session) GetEntryAttendee(ctx context.Context, login, id string) (EntryAttendee, error) {
	var link EntryAttendee
	err := s.do(ctx, request{
		operation: "get_entry_attendee", path: map[string]string{"id": id}, query: query("user", login),
	}, &link)
	return link, err
}

// OnExpense is who is on an expense as v3 tells it: names, which v4 does not give.
type OnExpense struct {
	// Named are those whose v4 id is certain.
	Named map[AttendeeID]V3Attendee
	// Others are on the expense too, and nothing tells which v4 id is whose.
	Others []V3Attendee
	// Hidden are so many more, whom v3 does not show or who are too many to read.
	Hidden int
}

// mostNamed bounds how many attendees of an expense are read one by one.
const mostNamed = 25

// WhoIsOn names the attendees of an expense. Concur documents no way from the ids of
// attendees in v4 to those in v3. Both list who is on an expense, though, and where
// only one in each list has a share of an amount for so many people, it is the same
// person. What v3 said is kept while the list of v4 stays as it is.
func (s *Session) WhoIsOn(ctx context.Context, on Subject, report ReportID, ref ExpenseRef, list ExpenseAttendees) (OnExpense, error) {
	shown, err := marshalJSON(list)
	if err != nil {
		return OnExpense{}, err
	}
	key := fmt.Sprintf("who is on\x00%s\x00%d\x00%x", ref, s.attendeeChanges(), sha256.Sum256(shown))
	return lookup(ctx, s, key, func(ctx context.Context) (OnExpense, error) {
		login, err := s.loginFor(ctx, on.User)
		if err != nil {
			return OnExpense{}, err
		}
		entry, err := s.EntryOf(ctx, on.User, report, ref)
		if err != nil {
			return OnExpense{}, err
		}
		links, err := s.EntryAttendees(ctx, login, entry)
		if err != nil {
			return OnExpense{}, err
		}
		people, hidden := s.peopleOf(ctx, login, links)
		who := OnExpense{Named: map[AttendeeID]V3Attendee{}, Hidden: hidden}
		known := s.matched(list.List, withoutNoShows(links, people))
		for _, link := range links {
			person, read := people[link.AttendeeID]
			switch id, sure := known[link.AttendeeID]; {
			case !read || person.TypeCode == noShowsType:
			case sure:
				who.Named[id] = person
			default:
				who.Others = append(who.Others, person)
			}
		}
		return who, nil
	})
}

// EntryGuest is an attendee as v3 alone tells it.
type EntryGuest struct {
	V3Attendee
	Amount *Amount
	Count  int
}

// WhoIsOnEntry lists the attendees of an expense through v3 alone, for an approver,
// to whom v4 does not show them.
func (s *Session) WhoIsOnEntry(ctx context.Context, report ReportID, id ExpenseID) ([]EntryGuest, error) {
	entries, err := s.EntriesOf(ctx, "", report)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(entries, func(e Entry) bool { return e.ExpenseID == id })
	if at < 0 {
		return nil, notIn(report, ExpenseRef{V4: id})
	}
	links, err := s.EntryAttendees(ctx, "", entries[at].ID)
	if err != nil {
		return nil, err
	}
	people, _ := s.peopleOf(ctx, "", links)
	guests := make([]EntryGuest, len(links))
	for i, link := range links {
		amount := Amount{link.Amount, entries[at].TransactionCurrencyCode}
		guests[i] = EntryGuest{V3Attendee: people[link.AttendeeID], Amount: &amount, Count: link.Count}
		guests[i].ID = link.AttendeeID
	}
	return guests, nil
}

// peopleOf reads the attendees that are linked, and counts those who stay hidden:
// private attendees of somebody else are (inferred).
func (s *Session) peopleOf(ctx context.Context, login string, links []EntryAttendee) (people map[V3AttendeeID]V3Attendee, hidden int) {
	people = map[V3AttendeeID]V3Attendee{}
	for i, link := range links {
		if i >= mostNamed || !protectedForm.MatchString(string(link.AttendeeID)) {
			hidden++
			continue
		}
		key := fmt.Sprintf("attendee\x00%s\x00%s\x00%d", login, link.AttendeeID, s.attendeeChanges())
		person, err := lookup(ctx, s, key, func(ctx context.Context) (V3Attendee, error) {
			return s.GetAttendee(ctx, login, link.AttendeeID)
		})
		if err != nil {
			hidden++
			continue
		}
		person.ID = link.AttendeeID
		people[person.ID] = person
	}
	return people, hidden
}

// withoutNoShows drops the link of the row that stands for no-shows, whom v4 counts
// apart.
func withoutNoShows(links []EntryAttendee, people map[V3AttendeeID]V3Attendee) []EntryAttendee {
	var rest []EntryAttendee
	for _, link := range links {
		if people[link.AttendeeID].TypeCode != noShowsType {
			rest = append(rest, link)
		}
	}
	return rest
}

// costPart is what tells the attendees of an expense apart in v3 and v4 alike.
type costPart struct {
	amount string
	count  int
}

func (a ExpenseAttendee) part() costPart { return costPart{a.Share().String(), max(a.Count, 1)} }
func (a EntryAttendee) part() costPart   { return costPart{a.Amount.String(), max(a.Count, 1)} }

// matched tells which v4 id is whose, where that is certain, and remembers it.
func (s *Session) matched(list []ExpenseAttendee, links []EntryAttendee) map[V3AttendeeID]AttendeeID {
	known := map[V3AttendeeID]AttendeeID{}
	if len(list) != len(links) {
		return known // one of the lists has changed, or has rows of its own
	}
	v3, v4 := map[costPart][]V3AttendeeID{}, map[costPart][]AttendeeID{}
	taken := map[AttendeeID]bool{}
	for _, link := range links {
		if id, sure := s.crossed(link.AttendeeID); sure {
			known[link.AttendeeID], taken[id] = id, true
			continue
		}
		v3[link.part()] = append(v3[link.part()], link.AttendeeID)
	}
	for _, a := range list {
		if !taken[a.ID] {
			v4[a.part()] = append(v4[a.part()], a.ID)
		}
	}
	for share, ids := range v3 {
		if len(ids) == 1 && len(v4[share]) == 1 {
			known[ids[0]] = v4[share][0]
			s.cross(ids[0], v4[share][0])
		}
	}
	return known
}

// crossed gives the v4 id of an attendee that an expense has told before.
func (s *Session) crossed(id V3AttendeeID) (AttendeeID, bool) {
	return remembered[AttendeeID](s, crossing(id))
}

func (s *Session) cross(v3 V3AttendeeID, v4 AttendeeID) { remember(s, crossing(v3), v4) }

func crossing(id V3AttendeeID) string { return "attendee v4\x00" + string(id) }

// attendeeChanges counts the changes of attendees, so that what was known before one
// is not taken for what is so after it.
func (s *Session) attendeeChanges() int {
	n, _ := remembered[int](s, "attendee changes")
	return n
}

func (s *Session) attendeesChanged() { remember(s, "attendee changes", s.attendeeChanges()+1) }
