package identity

import (
	"context"
	"regexp"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// user is somebody of the company as Identity knows them. The scopes of the
// connection decide which members are filled.
type user struct {
	UserID          concur.UserID `json:"user_id"`
	Name            render.Text   `json:"name,omitempty"`
	Login           string        `json:"login,omitempty"`
	Email           string        `json:"email,omitempty"`
	Inactive        bool          `json:"inactive,omitempty"`
	EmployeeNumber  string        `json:"employee_number,omitempty"`
	GivenName       render.Text   `json:"given_name,omitempty"`
	FamilyName      render.Text   `json:"family_name,omitempty"`
	NickName        render.Text   `json:"nick_name,omitempty"`
	Title           render.Text   `json:"title,omitempty"`
	Department      render.Text   `json:"department,omitempty"`
	Division        render.Text   `json:"division,omitempty"`
	CostCenter      render.Text   `json:"cost_center,omitempty"`
	LineManagerID   concur.UserID `json:"line_manager_id,omitempty"`
	StartDate       string        `json:"start_date,omitempty"`
	TerminationDate string        `json:"termination_date,omitempty"`
	Phones          []string      `json:"phones,omitempty"`
	Language        string        `json:"language,omitempty"`
	Timezone        string        `json:"timezone,omitempty"`
	ExternalID      string        `json:"external_id,omitempty"`
	Entitlements    []string      `json:"entitlements,omitempty"`
}

func userSummary() []string {
	return []string{"user_id", "name", "login", "email", "inactive", "employee_number"}
}

func showUser(p concur.Person) user {
	shown := user{
		UserID: p.ID, Name: render.Text(p.DisplayName), Login: p.UserName, Email: p.Email(), Inactive: p.Active != nil && !*p.Active,
		EmployeeNumber: p.Employment.EmployeeNumber, GivenName: render.Text(p.Name.GivenName), FamilyName: render.Text(p.Name.FamilyName),
		NickName: render.Text(p.NickName), Title: render.Text(p.Title), Department: render.Text(p.Employment.Department),
		Division: render.Text(p.Employment.Division), CostCenter: render.Text(p.Employment.CostCenter),
		LineManagerID: p.Employment.Manager.ID, StartDate: view.Day(p.Employment.StartDate),
		TerminationDate: view.Day(p.Employment.TerminationDate), Language: p.Language, Timezone: p.Timezone,
		ExternalID: p.ExternalID, Entitlements: p.Entitlements,
	}
	if shown.Name == "" {
		shown.Name = render.Text(p.Name.Formatted)
	}
	if shown.Email == shown.Login {
		shown.Email = "" // it usually is the same, and is said once
	}
	for _, phone := range p.Phones {
		shown.Phones = append(shown.Phones, phone.Value)
	}
	return shown
}

type usersOut struct {
	Users render.Rows `json:"users"`
	render.Listing
}

// showUsers makes a list of pages of people. Concur says how many there are on the
// first page already.
func showUsers(
	ctx context.Context, ask render.Ask, summary []string, none string,
	read func(ctx context.Context, cursor string) (concur.UserPage, error),
) (usersOut, error) {
	total := 0
	rows, listing, err := render.Paged(ctx, ask, summary, func(ctx context.Context, cursor string, _ int) (render.Batch[user], error) {
		page, err := read(ctx, cursor)
		total = page.Total
		batch := render.Batch[user]{Next: page.Next}
		for _, person := range page.People {
			batch.Rows = append(batch.Rows, showUser(person))
		}
		return batch, err
	})
	if err != nil {
		return usersOut{}, view.ListError(err)
	}
	listing.Total = &total
	if rows.Len() == 0 && listing.NextCursor == "" {
		listing.Note = none
	}
	return usersOut{Users: rows, Listing: listing}, nil
}

// attribute is the name of an attribute of SCIM, with the schema before it for an
// extension (Identity v4.1 Search Guide).
type attribute string

// attributeForm keeps the comma out, which separates them.
var attributeForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9:.]{0,99}$`)

// UnmarshalText implements encoding.TextUnmarshaler.
func (a *attribute) UnmarshalText(text []byte) error {
	if !attributeForm.Match(text) {
		return tools.Argumentf("", "%.60q is not the name of an attribute; there are userName, emails, entitlements and others", text)
	}
	*a = attribute(text)
	return nil
}

type listUsersIn struct {
	Attributes []attribute `json:"attributes,omitempty" jsonschema:"of SCIM, like entitlements"`
	User       concur.Ref  `json:"user,omitempty" jsonschema:"just one"`
	tools.Page
}

func (k kit) listUsers() tools.Tool {
	def := tools.Definition{
		Name: "list_users", Title: "List users", Toolset: "identity", Effect: tools.Read,
		Description: "Lists the people of the company with UUID, login and employee number. Needs a company connection, or an administrator's.",
		Operations:  []string{"identity_list_users", "identity_get_user"},
		Supporting:  []string{"identity_search_users"},
	}
	return tools.New(def, func(ctx context.Context, call *tools.Call, in listUsersIn) (usersOut, error) {
		page := in.Page
		in.Page = tools.Page{}
		ask, err := view.Ask(def.Name, page, in)
		if err != nil {
			return usersOut{}, err
		}
		session := k.concur.As(call.Caller)
		summary := userSummary()
		names := make([]string, len(in.Attributes))
		for i, name := range in.Attributes {
			names[i], summary = string(name), nil // Who chose what Concur sends sees all of it.
		}
		if in.User == "" {
			return showUsers(ctx, ask, summary, "Concur shows this connection nobody.",
				func(ctx context.Context, cursor string) (concur.UserPage, error) {
					return session.ListUsers(ctx, names, cursor)
				})
		}
		on, err := session.On(ctx, in.User, concur.RoleTraveler)
		if err != nil {
			return usersOut{}, err
		}
		return showUsers(ctx, ask, nil, "", func(ctx context.Context, _ string) (concur.UserPage, error) {
			person, err := session.GetUser(ctx, on.User, names)
			return concur.UserPage{People: []concur.Person{person}, Total: 1}, err
		})
	})
}
