-- phase: expand
-- transaction: yes
--
-- Who made a parcel's label: the shop itself, or a carrier that gave the parcel its code.
ALTER TABLE shipments
    ADD COLUMN provider text NOT NULL DEFAULT 'internal' CHECK (provider IN ('internal', 'acs'));
