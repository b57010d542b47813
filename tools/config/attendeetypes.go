package config

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type listAttendeeTypesIn struct {
	User concur.Ref `json:"user,omitempty" jsonschema:"UUID, login, e-mail or name"`
	tools.Page
}

type listAttendeeTypesOut struct {
	AttendeeTypes render.Rows `json:"attendee_types"`
	render.Listing
}

type attendeeType struct {
	Code string      `json:"code"`
	Name render.Text `json:"name"`
}

func (k kit) listAttendeeTypes() tools.Tool {
	def := define("list_attendee_types", "List attendee types")
	def.Description = "Lists the kinds of attendees, such as business guest or employee, that a person's expenses can have. " +
		"Attendee tools take the code as type."
	def.Operations = []string{"expense_config_list_attendee_types"}
	def.Supporting = []string{"identity_search_users"}
	return tools.New(def, func(ctx context.Context, call *tools.Call, in listAttendeeTypesIn) (listAttendeeTypesOut, error) {
		ask, err := view.Ask(def.Name, in.Page, in.User)
		if err != nil {
			return listAttendeeTypesOut{}, err
		}
		session := k.concur.As(call.Caller)
		on, err := session.On(ctx, in.User, concur.RoleTraveler)
		if err != nil {
			return listAttendeeTypesOut{}, err
		}
		types, err := session.AttendeeTypes(ctx, on.User)
		if err != nil {
			return listAttendeeTypesOut{}, err
		}
		var out listAttendeeTypesOut
		out.AttendeeTypes, out.Listing, err = render.Whole(showAttendeeTypes(types), ask, nil)
		if len(types) == 0 {
			out.Note = "Concur lists no attendee type for this person. An administrator assigns them to the expense group."
		}
		return out, view.ListError(err)
	})
}

func showAttendeeTypes(types []concur.AttendeeType) []attendeeType {
	var rows []attendeeType
	for _, t := range types {
		rows = append(rows, attendeeType{Code: t.Code, Name: render.Text(t.Name)})
	}
	return rows
}
