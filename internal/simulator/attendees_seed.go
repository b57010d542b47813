package simulator

import (
	_ "embed"
	"encoding/json"
	"fmt"

	"github.com/shopspring/decimal"
)

//go:embed seed_attendees.json
var seedAttendeesText []byte

type seedAttendees struct {
	Types []struct {
		Code, Name      string
		Private, System bool
		DuplicateSearch []string
	}
	Attendees []struct{ Type, Owner, First, Last, Company, Title, ExternalID string }
}

// attendees adds the people whom the company meets, makes everybody who works for
// it one of them, and puts them on the expenses whose type asks for a purpose.
func (s *seeder) attendees() error {
	var file seedAttendees
	if err := json.Unmarshal(seedAttendeesText, &file); err != nil {
		return fmt.Errorf("read seed_attendees.json: %w", err)
	}
	ids := s.idsFor("attendees")
	for _, t := range file.Types {
		s.st.attendeeTypes = append(s.st.attendeeTypes, &attendeeType{
			v3ID: ids.protected("gWj"), code: t.Code, name: t.Name, private: t.Private, system: t.System, duplicateSearch: t.DuplicateSearch,
		})
	}
	add := func(a attendee, typeCode string) *attendee {
		a.id, a.v3ID = ids.hex32(), ids.protected("gWj3IHRYiHZ")
		a.kind, a.version, a.custom = s.st.attendeeType(typeCode), 1, map[string]string{}
		s.st.attendees = append(s.st.attendees, &a)
		return &a
	}
	pools := map[string][]*attendee{} // by owner
	for _, a := range file.Attendees {
		made := attendee{first: a.First, last: a.Last, company: a.Company, title: a.Title, externalID: a.ExternalID}
		if a.Owner != "" {
			made.ownerID = s.people[a.Owner].id
		}
		known := add(made, a.Type)
		if a.Type != noShowsType && a.Type != "SPOUSE" {
			pools[made.ownerID] = append(pools[made.ownerID], known)
		}
	}
	staff := map[string]*attendee{}
	for _, p := range s.st.people {
		staff[p.id] = add(attendee{first: p.given, last: p.family, company: s.st.company.name, externalID: p.employeeID}, employeeType)
	}
	for _, r := range s.st.reports {
		others := append(append([]*attendee{}, pools[""]...), pools[r.ownerID]...)
		for i, e := range r.expenses {
			if s.st.policyOf(r).typeOf(e).needsPurpose {
				s.invite(ids, r, i, staff[r.ownerID], others)
			}
		}
	}
	return nil
}

// invite puts the owner of a report and some others on an expense. In some places
// somebody brought a guest without a name, and in some places one did not come.
func (s *seeder) invite(ids *idSource, r *report, i int, host *attendee, others []*attendee) {
	e := r.expenses[i]
	heads := 2 + spread(4, r.name, i, "attendees")
	if heads >= 4 && spread(3, r.name, i, "no-shows") == 0 {
		e.noShows = 1
	}
	extra := 0
	if heads >= 3 && spread(2, r.name, i, "extra") == 0 {
		extra = 1
	}
	e.guests = []*guest{{attendee: host, count: 1}}
	at := spread(len(others), r.name, i, "guests")
	for n := range heads - e.noShows - extra - 1 {
		e.guests = append(e.guests, &guest{attendee: others[(at+n)%len(others)], count: 1})
	}
	e.guests[len(e.guests)-1].count += extra
	digits := s.st.digits(e.currency)
	share := e.amount.Div(decimal.NewFromInt(int64(heads))).Truncate(digits)
	for _, g := range e.guests {
		g.linkID, g.pinned = ids.protected("gWg"), 1
		g.amount = share.Mul(decimal.NewFromInt(int64(g.count)))
	}
	// Whoever invites takes the cents that do not divide.
	e.guests[0].amount = e.guests[0].amount.Add(e.amount.Sub(share.Mul(decimal.NewFromInt(int64(heads)))))
}
