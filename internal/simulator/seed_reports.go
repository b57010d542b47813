package simulator

import (
	"fmt"
	"strings"
	"time"
)

// report makes a report and its expenses, and then lets time pass until the report
// is in the state that the file names.
func (s *seeder) report(described seedReport) (*report, error) {
	owner := s.people[described.Owner]
	if owner == nil {
		return nil, fmt.Errorf("there is no person %q", described.Owner)
	}
	under := s.st.policy(owner.policies[0])
	if described.Policy != "" {
		under = s.policyNamed(described.Policy)
	}
	place, err := s.place(described.City)
	if err != nil {
		return nil, err
	}
	minutes := 16*60 + spread(180, described.Name, "created")
	fraction := time.Duration(spread(1000, described.Name, "fraction")) * time.Millisecond
	made := s.daysAgo(described.Ended, minutes).Add(fraction)
	r := &report{
		id: s.ids.hex20(), number: s.ids.number(), ownerID: owner.id, policyID: under.id, name: described.Name, purpose: described.Purpose,
		currency: under.currency, country: place.Country, subdivision: place.Subdivision, reportDate: dayOf(made), endDate: dayOf(made),
		startDate: dayOf(made).AddDate(0, 0, -described.Nights), created: made, modified: made,
		approvalStatus: notSubmitted, paymentStatus: notPaid, custom: s.customValues(described),
	}
	for i := range described.Expenses {
		e, err := s.expense(described, place, under, i)
		if err != nil {
			return nil, err
		}
		e.modified = made
		s.st.post(e, r.currency)
		r.expenses = append(r.expenses, e)
	}
	for _, i := range described.Duplicate {
		repeat(r.expenses[i], r.expenses[i-1])
	}
	s.attachReceipts(r, described)
	if err := s.advance(r, described); err != nil {
		return nil, err
	}
	return r, s.annotate(r, described)
}

// place is where a trip went, with the currency that is spent there.
func (s *seeder) place(city string) (seedLocation, error) {
	for _, l := range s.file.Locations {
		if l.City == city {
			return l, nil
		}
	}
	return seedLocation{}, fmt.Errorf("there is no location %q", city)
}

func (s *seeder) customValues(described seedReport) map[string]string {
	values := map[string]string{}
	if described.Cost != "" {
		values["custom3"] = s.st.customField("custom3").item(described.Cost).id
	}
	if described.Project != "" {
		values["custom16"] = described.Project
	}
	return values
}

// advance takes the report through its workflow. Payment begins four days after the
// submit and is sent two days later, both on the Friday before if that is a weekend.
func (s *seeder) advance(r *report, described seedReport) error {
	status, detail, _ := strings.Cut(described.State, " ")
	if status == notSubmitted {
		return nil
	}
	owner := s.st.person(r.ownerID)
	r.submitted, r.submitterID = workday(s.daysAgo(described.Submitted, 9*60+spread(90, r.name, "submit"))), owner.id
	r.everInWorkflow, r.modified = true, r.submitted
	if owner.managerID != "" && status != "A_EXTV" && status != "A_FILE" && status != "A_PEND" {
		r.approverIDs = append(r.approverIDs, owner.managerID)
	}
	at, waiting := stepByStatus(status)
	switch {
	case waiting:
		s.st.enter(r, at, s.ids.hex32())
	case status == returned:
		r.modified = s.daysAgo(described.Submitted-3, 11*60)
		r.returnToOwner(detail == "sent back")
	case strings.HasPrefix(status, "P_"):
		r.approveFinally(workday(s.daysAgo(described.Submitted-4, 8*60)))
		r.paymentStatus, r.modified = status, r.processing
		if r.paidOut() {
			r.paid = workday(s.daysAgo(described.Submitted-6, 17*60))
			r.batchID, r.modified = "HRB"+r.number, r.paid
		}
	default:
		return fmt.Errorf("unknown state %q", described.State)
	}
	return nil
}

// annotate adds the comments and the exceptions that somebody put on the report.
func (s *seeder) annotate(r *report, described seedReport) error {
	for _, c := range described.Comments {
		author := s.people[c.By]
		if author == nil {
			return fmt.Errorf("there is no person %q", c.By)
		}
		at := s.daysAgo(c.Ago, 11*60)
		r.comments = addComment(r.comments, comment{text: c.Text, authorID: author.id, created: at, stepID: r.stepID})
		if at.After(r.modified) {
			r.modified = at
		}
	}
	for _, x := range described.Exceptions {
		r.exceptions = append(r.exceptions, &exception{
			code: x.Code, message: x.Message, visibility: x.Visibility, blocking: x.Blocking, added: true,
		})
	}
	return nil
}
