package config

import (
	"context"
	"encoding/json"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type searchLocationsIn struct {
	Name        string             `json:"name,omitempty" max:"64" jsonschema:"or id"`
	City        string             `json:"city,omitempty" max:"64"`
	Country     concur.Country     `json:"country,omitempty" jsonschema:"like US"`
	Subdivision concur.Subdivision `json:"subdivision,omitempty" jsonschema:"like US-WA"`
	Airport     bool               `json:"airport,omitempty" jsonschema:"airports only"`
	tools.Page
}

type searchLocationsOut struct {
	Locations render.Rows `json:"locations"`
	render.Listing
}

type location struct {
	LocationID  string       `json:"location_id"`
	Name        render.Text  `json:"name"`
	City        render.Text  `json:"city,omitempty"`
	Country     string       `json:"country,omitempty"`
	Subdivision string       `json:"subdivision,omitempty"`
	Region      string       `json:"region,omitempty"`
	IATACode    string       `json:"iata_code,omitempty"`
	Airport     bool         `json:"airport,omitempty"`
	UUID        string       `json:"uuid,omitempty"`
	Latitude    *json.Number `json:"latitude,omitempty"`
	Longitude   *json.Number `json:"longitude,omitempty"`
}

func (k kit) searchLocations() tools.Tool {
	def := define("search_locations", "Search locations")
	def.Description = "Finds places where money is spent, for location of expense tools, which take the name too. Needs a user connection."
	def.Operations = []string{"location_v3_list", "location_v3_get"}
	return tools.New(def, func(ctx context.Context, call *tools.Call, in searchLocationsIn) (searchLocationsOut, error) {
		page := in.Page
		in.Page = tools.Page{}
		ask, err := view.Ask(def.Name, page, in)
		if err != nil {
			return searchLocationsOut{}, err
		}
		session := k.concur.As(call.Caller)
		rows, listing, err := render.Paged(ctx, ask, []string{"location_id", "name", "city", "country", "subdivision", "iata_code"},
			func(ctx context.Context, offset string, _ int) (render.Batch[location], error) {
				return in.read(ctx, session, offset)
			})
		if err != nil {
			return searchLocationsOut{}, view.ListError(err)
		}
		if rows.Len() == 0 && listing.NextCursor == "" {
			listing.Note = "No such place is in the company's list. Try a part of the name alone, the English name, or the next larger city."
		}
		return searchLocationsOut{Locations: rows, Listing: listing}, nil
	})
}

// read takes one location by its id, or searches. Concur has no filter for airports,
// so they are picked out here.
func (in searchLocationsIn) read(ctx context.Context, session *concur.Session, offset string) (render.Batch[location], error) {
	if concur.IsLocationID(in.Name) {
		one, err := session.GetLocation(ctx, concur.Ref(in.Name))
		return render.Batch[location]{Rows: []location{showLocation(one)}}, err
	}
	found, err := session.Locations(ctx, concur.LocationFilter{
		Name: in.Name, City: in.City, Country: string(in.Country), Subdivision: string(in.Subdivision),
	}, offset)
	batch := render.Batch[location]{Next: found.Next}
	for _, l := range found.Locations {
		if l.IsAirport || !in.Airport {
			batch.Rows = append(batch.Rows, showLocation(l))
		}
	}
	return batch, err
}

func showLocation(l concur.Location) location {
	return location{
		LocationID: l.ID, Name: render.Text(l.Name), City: render.Text(l.City), Country: l.Country, Subdivision: l.Subdivision,
		Region: l.Region, IATACode: l.IATACode, Airport: l.IsAirport, UUID: l.UUID,
		Latitude: degrees(l.Latitude), Longitude: degrees(l.Longitude),
	}
}

func degrees(d *concur.Decimal) *json.Number {
	if d == nil {
		return nil
	}
	return new(json.Number(d.String()))
}
