package identity

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
)

// kit is what the tools of this toolset work with.
type kit struct{ concur *concur.Client }

// Tools lists the toolset in order.
func Tools(client *concur.Client) []tools.Tool {
	k := kit{client}
	return []tools.Tool{
		k.getCurrentUser(),
		k.getPrincipal(),
		k.listUsers(),
		k.searchUsers(),
		k.listDelegators(),
	}
}

// profile is a person, or a company.
type profile struct {
	// Kind is person, or company where only that is connected.
	Kind           string      `json:"kind"`
	UserID         string      `json:"user_id,omitempty"`
	Name           render.Text `json:"name,omitempty"`
	Login          string      `json:"login,omitempty"`
	EmployeeNumber string      `json:"employee_number,omitempty"`
	Currency       string      `json:"currency,omitempty"`
	Country        string      `json:"country,omitempty"`
	CompanyID      string      `json:"company_id,omitempty"`
	Domain         string      `json:"domain,omitempty"`
}

// principal is the profile of anybody.
type principal struct {
	profile
	Email     string      `json:"email,omitempty"`
	JobTitle  render.Text `json:"job_title,omitempty"`
	ManagerID string      `json:"manager_id,omitempty"`
	Inactive  bool        `json:"inactive,omitempty"`
}

type getPrincipalIn struct {
	PrincipalID principalID `json:"principal_id"`
}

// principalID is the UUID of a person or of the company.
type principalID struct{ concur.UserID }

// UnmarshalText reads the UUID.
func (id *principalID) UnmarshalText(text []byte) (err error) {
	id.UserID, err = concur.ParseUserID(string(text))
	return err
}

func (k kit) getCurrentUser() tools.Tool {
	def := tools.Definition{
		Name: "get_current_user", Title: "Get the connected person", Toolset: "identity", Effect: tools.Read,
		Description: "Tells whose Concur connection this is: the person with login, employee number, currency and country; " +
			"or the company where no person is connected.",
		Operations: []string{"profile_get_me"},
	}
	return tools.New(def, func(ctx context.Context, call *tools.Call, _ struct{}) (profile, error) {
		me, err := k.concur.As(call.Caller).Me(ctx)
		if err != nil {
			return profile{}, err
		}
		return showProfile(me), nil
	})
}

func (k kit) getPrincipal() tools.Tool {
	def := tools.Definition{
		Name: "get_principal", Title: "Get a person's or the company's profile", Toolset: "identity", Effect: tools.Read,
		Description: "Shows the profile of a person or of the company by UUID: login, employee number, currency, country, manager. " +
			"Ids such as owner_id are UUIDs; search_users finds them by name. Others than oneself usually need a company connection.",
		Operations: []string{"profile_get_principal"},
	}
	return tools.New(def, func(ctx context.Context, call *tools.Call, in getPrincipalIn) (principal, error) {
		found, err := k.concur.As(call.Caller).Principal(ctx, in.PrincipalID.UserID)
		if err != nil {
			return principal{}, err
		}
		shown := principal{
			profile: showProfile(found), JobTitle: render.Text(found.Employee.JobTitle), ManagerID: found.Employee.ManagerID,
			Inactive: found.Active != nil && !*found.Active,
		}
		if len(found.Emails) > 0 && found.Emails[0].Value != shown.Login {
			shown.Email = found.Emails[0].Value
		}
		return shown, nil
	})
}

func showProfile(p concur.Profile) profile {
	if p.IsCompany() {
		return profile{Kind: "company", Name: render.Text(p.CompanyName()), CompanyID: p.ID, Domain: p.CompanyDomain}
	}
	return profile{
		Kind: "person", UserID: p.ID, Name: render.Text(p.DisplayName), Login: p.Login(), EmployeeNumber: p.Employee.EmployeeID,
		Currency: p.Expense.Currency, Country: p.Expense.Country, CompanyID: p.Employee.CompanyID,
	}
}
