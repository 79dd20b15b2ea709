// The types of the contract, written by `python3 -m ops contract --write` from openapi.json.
// Amounts that are texts have two decimals ("12.50") and no thousands separator.

export interface AddressLines {
  city: string;
  country: string;
  line1: string;
  line2?: string | null;
  name: string;
  phone: string | null;
  postal_code: string;
}

export interface AddressShown {
  city: string;
  country: string;
  created_at: string;
  id: number;
  is_default: boolean;
  line1: string;
  line2: string | null;
  name: string;
  phone: string | null;
  postal_code: string;
  type: string;
  updated_at: string;
}

export interface Addresses {
  data: Array<AddressShown>;
}

export interface AdminBusiness {
  address: string | null;
  approved_at: string | null;
  business_type: string;
  city: string | null;
  company_name: string;
  contact_person: string | null;
  created_at: string;
  email: string | null;
  id: number;
  notes: string | null;
  phone: string | null;
  postal_code: string | null;
  region: string | null;
  rejection_reason: string | null;
  status: string;
  tax_id: string | null;
  tax_office: string | null;
  updated_at: string;
  user: BusinessUser;
  user_id: number;
  website: string | null;
}

export interface AdminBusinesses {
  data: Array<AdminBusiness>;
  last_page: number;
  total: number;
}

export interface AdminProducer {
  address: string | null;
  agreement_accepted_at: string | null;
  anonymized_at: string | null;
  bank_account_holder: string | null;
  beekeeper_registry_number: string | null;
  business_name: string | null;
  city: string | null;
  cpnp_notification_number: string | null;
  created_at: string;
  deletion_reason: string | null;
  description: string | null;
  efet_notification_doc_url: string | null;
  email: string | null;
  food_license_number: string | null;
  free_shipping_threshold_eur: string | null;
  haccp_declaration_accepted: boolean;
  haccp_declaration_doc_url: string | null;
  iban: string | null;
  id: number;
  image_url: string | null;
  is_active: boolean;
  is_verified: boolean;
  latitude: string | null;
  location: string | null;
  longitude: string | null;
  name: string;
  onboarding_completed_at: string | null;
  phone: string | null;
  postal_code: string | null;
  product_categories: Array<unknown> | { [key: string]: unknown } | null;
  region: string | null;
  rejection_reason: string | null;
  responsible_person_name: string | null;
  slug: string;
  social_media: { [key: string]: unknown } | Array<unknown> | null;
  status: string;
  stripe_charges_enabled: boolean;
  stripe_connect_id: string | null;
  stripe_connect_status: string | null;
  stripe_payouts_enabled: boolean;
  tax_id: string | null;
  tax_office: string | null;
  tax_registration_doc_url: string | null;
  updated_at: string;
  user_id: number | null;
  uses_custom_shipping_rates: boolean;
  verified: boolean;
  website: string | null;
}

export interface AdminProducers {
  current_page: number;
  data: Array<OwnedProducer>;
  last_page: number;
  per_page: number;
  total: number;
}

export interface AmountAnswer {
  amount: number;
  calc: AmountParts;
}

export interface AmountParts {
  channel: "b2c" | "b2b";
  fee_vat_rate: number;
  platform_fee: number;
  platform_fee_vat: number;
  producer_payout: number;
  rate: number;
  source: "fee_rules" | "defaults";
}

export interface AmountPreview {
  preview: Preview;
  success: boolean;
}

export interface Author {
  name: string;
}

export interface Breakdown {
  fixed_fee: number;
  percent: number;
  rounding: "NEAREST" | "UP" | "DOWN";
  vat_mode: "EXCLUDE" | "INCLUDE" | "NONE";
}

export interface Business {
  business_type: string;
  company_name: string;
  status: string;
}

export interface BusinessUser {
  created_at?: string;
  email: string;
  id: number;
  name: string;
}

export interface Cart {
  cart_items: Array<ListedLine>;
  total_amount: string;
  total_items: number;
}

export interface CartCategory {
  created_at: string;
  id: number;
  name: string;
  pivot: CategoryPivot;
  slug: string;
  updated_at: string;
}

export interface CartImage {
  created_at: string;
  id: number;
  is_primary: boolean;
  product_id: number;
  sort_order: number;
  updated_at: string;
  url: string;
}

export interface CartLine {
  created_at: string;
  id: number;
  product: CartProduct;
  quantity: number;
  subtotal: string;
  updated_at: string;
}

export interface CartProducer {
  business_name: string | null;
  city: string | null;
  created_at: string;
  description: string | null;
  free_shipping_threshold_eur: string | null;
  id: number;
  image_url: string | null;
  is_active: boolean;
  is_verified: boolean;
  latitude: string | null;
  location: string | null;
  longitude: string | null;
  name: string;
  product_categories: Array<unknown> | null;
  region: string | null;
  slug: string;
  social_media: { [key: string]: unknown } | null;
  status: string;
  updated_at: string;
  uses_custom_shipping_rates: boolean;
  verified: boolean;
  website: string | null;
}

export interface CartProduct {
  categories: Array<CartCategory>;
  id: number;
  images: Array<CartImage>;
  name: string;
  price: string;
  producer: CartProducer;
  unit: string;
}

export interface CartQuoteShown {
  cod_fee: number;
  currency: string;
  method: string;
  payment_method: string;
  producers: Array<ParcelShown>;
  quoted_at: string;
  total_shipping: number;
  zone_name: string | null;
}

export interface Category {
  id: number;
  image_url: string | null;
  name: string;
  products_count: number;
  slug: string;
  sort_order: number;
}

export interface CategoryAnswer {
  data: Category;
}

export interface CategoryList {
  data: Array<Category>;
}

export interface CategoryPivot {
  category_id: number;
  product_id: number;
}

export interface CategoryPlace {
  category_id: number;
  product_id: number;
}

export interface ChangedLine {
  item_id: number;
  kind: "gone" | "stock" | "price";
  name: string;
  price: Money;
  product_id: number;
  quantity: number;
  seen_price: Money | null;
  stock: number;
}

export interface ChangedProduct {
  allergens: Array<string>;
  category: string | null;
  created_at: string;
  cultivation_description: string | null;
  cultivation_type: string | null;
  description: string | null;
  discount_price: string | null;
  effective_price: string;
  has_discount: boolean;
  id: number;
  image_url: string | null;
  images: Array<ProductPicture>;
  ingredients: string | null;
  is_active: boolean;
  is_b2b_only: boolean;
  is_seasonal: boolean;
  name: string;
  origin: string | null;
  price: string;
  producer: ResourceProducer;
  shelf_life: string | null;
  slug: string;
  status: string;
  stock: number | string;
  storage_instructions: string | null;
  unit: string;
  updated_at: string;
  weight_per_unit: string | number | null;
}

export interface ChangedProductAnswer {
  data: ChangedProduct;
}

export interface Changes {
  data: Array<ChangedLine>;
}

export interface CheckoutChoices {
  bank_account: string;
  payment_methods: Array<PaymentChoice>;
  shipping_methods: Array<ShippingChoice>;
  terms: Terms;
}

export interface CheckoutSession {
  cod_fee: string;
  created_at: string;
  currency: string;
  id: number;
  is_multi_producer: boolean;
  order_count: number;
  orders: Array<Order>;
  payment_order_id: number;
  public_token: string;
  shipping_lines: Array<ShippingLine>;
  shipping_total: string;
  status: string;
  stripe_payment_intent_id: string | null;
  subtotal: string;
  total: string;
  type: string;
  updated_at: string;
}

export interface Choice {
  id: number;
  name: string;
  products_count: number;
  slug: string;
}

export interface ClearedCart {
  cart_items: Array<ListedLine>;
  message?: string;
  total_amount: string;
  total_items: number;
}

export interface CollectionMeta {
  current_page: number;
  from: number | null;
  last_page: number;
  links: Array<PageLink>;
  path: string;
  per_page: number;
  to: number | null;
  total: number;
}

export interface Cultivation {
  cultivation_type: string;
  products_count: number;
}

export interface Customer {
  anonymized_at: string | null;
  created_at: string;
  email: string;
  email_verified_at: string | null;
  id: number;
  is_seed: boolean;
  name: string;
  role: string;
  updated_at: string;
}

export interface DeletedProducer {
  business_name: string | null;
  created_at: string;
  docs_count: number;
  email_domain: string | null;
  has_email: boolean;
  has_iban: boolean;
  has_phone: boolean;
  has_stripe_connect: boolean;
  has_tax_id: boolean;
  id: number;
  is_active: boolean;
  name: string;
  status: string;
}

export interface DeletionPreview {
  doc_urls: Array<string>;
  has_stripe_connect: boolean;
  mode: "hard" | "soft";
  references: ReferenceCounts;
  user_will_be_deleted: boolean;
}

export interface DescribedProducer {
  description: string | null;
  id: number;
  location: string | null;
  name: string;
  slug: string;
}

export interface Desk {
  has_profile: boolean;
  producer: ProducerColumns | null;
}

export interface DeskAnswer {
  data: DeskProduct;
}

export interface DeskProducer {
  id: number;
  name: string;
  slug: string;
}

export interface DeskProduct {
  allergens: Array<string>;
  approval_status: string;
  category: string | null;
  category_ids: Array<number>;
  created_at: string;
  cultivation_description: string | null;
  cultivation_type: string | null;
  description: string | null;
  discount_price: Money | null;
  id: number;
  image_url: string | null;
  images: Array<ProductImage>;
  ingredients: string | null;
  is_active: boolean;
  is_b2b_only: boolean;
  is_seasonal: boolean;
  moderated_at: string | null;
  name: string;
  origin: string | null;
  price: Money;
  producer: DeskProducer;
  rejection_reason: string | null;
  shelf_life: string | null;
  slug: string;
  status: string;
  stock: number;
  storage_instructions: string | null;
  title: string;
  unit: string;
  updated_at: string;
  weight_per_unit: string | null;
}

export interface Distribution {
  "1": number;
  "2": number;
  "3": number;
  "4": number;
  "5": number;
}

export interface EdgeLinks {
  first: string;
  last: string;
  next: string | null;
  prev: string | null;
}

export interface EmailAsked {
  new_email: string;
}

export interface Ended {
  ended: number;
}

export interface Engine {
  enabled: boolean;
}

export interface EngineAnswer {
  data: EnginePrice;
  success: boolean;
}

export interface EngineBreakdown {
  actual_weight_kg: number;
  base_rate: number;
  billable_weight_kg: number;
  cod_fee_cents: number;
  extra_cost: number;
  extra_weight_kg: number;
  island_multiplier: number;
  locker_discount_cents: number;
  payment_method: string;
  postal_code: string;
  profile_applied: string | null;
  remote_surcharge: number;
  volumetric_weight_kg: number;
}

export interface EnginePrice {
  breakdown: EngineBreakdown;
  carrier_code: string;
  cost_cents: number;
  cost_eur: number;
  delivery_method: string;
  estimated_delivery_days: number;
  payment_method: string;
  zone_code: string;
  zone_name: string;
}

export interface EngineSwitched {
  enabled: boolean;
  success: boolean;
}

export interface Facets {
  categories: Array<Choice>;
  cultivation_types: Array<Cultivation>;
  organic_count: number;
  price: PriceRange;
  producers: Array<Choice>;
  products_count: number;
}

export interface FacetsAnswer {
  data: Facets;
}

export interface Failure {
  decision_id?: string;
  message?: string;
  request_id?: string;
  success?: boolean;
}

export interface FoundProduct {
  allergens: Array<string> | null;
  categories: Array<ProductCategory>;
  category: string | null;
  created_at: string;
  cultivation_description: string | null;
  cultivation_type: string | null;
  currency: string;
  description: string | null;
  discount_price: string | null;
  height_cm: string | null;
  id: number;
  image_url: string | null;
  images: Array<StoredPicture>;
  ingredients: string | null;
  is_active: boolean;
  is_b2b_only: boolean;
  is_seasonal: boolean;
  length_cm: string | null;
  name: string;
  origin: string | null;
  price: string;
  producer: catalog_shapes_PublicProducer;
  producer_id: number;
  reviews_avg_rating: number | null;
  reviews_count: number;
  search_rank?: number | string | null;
  shelf_life: string | null;
  slug: string;
  status: string;
  stock: number;
  storage_instructions: string | null;
  title: string | null;
  unit: string;
  updated_at: string;
  weight_grams: string | null;
  weight_per_unit: string | null;
  width_cm: string | null;
}

export interface Health {
  database: string;
  email: { [key: string]: unknown };
  payments: { [key: string]: unknown };
  status: string;
  timestamp: string;
  version: string;
}

export interface ImageAnswer {
  data: ProductImage;
}

export interface ImageList {
  data: Array<ProductImage>;
}

export interface Invalid {
  decision_id?: string;
  errors?: { [key: string]: Array<string> };
  message?: string;
  request_id?: string;
}

export interface ItemAdded {
  cart_item: CartLine;
  message?: string;
}

export interface ItemRemoved {
  message?: string;
}

export interface ItemUpdated {
  cart_item: CartLine;
  message?: string;
}

export interface JudgedReview {
  account_id: number;
  author: string;
  comment: string | null;
  created_at: string;
  hidden_reason: string | null;
  id: number;
  is_verified_purchase: boolean;
  moderated_at: string | null;
  moderated_by: number | null;
  product_id: number;
  rating: number;
  status: string;
  title: string | null;
  updated_at: string;
}

export interface JudgedReviews {
  data: Array<JudgedReview>;
  next_cursor: string | null;
}

export interface Label {
  billable_weight_kg?: number | null;
  carrier_code: string;
  estimated_delivery_days?: number | null;
  label_url: string;
  provider: "internal" | "acs";
  shipping_cost_eur?: number | null;
  status: "labeled";
  tracking_code: string;
  zone_code?: string | null;
}

export interface LabelAnswer {
  data: Label;
  success: boolean;
}

export interface LatestNotifications {
  notifications: Array<Notification>;
  success?: boolean;
  unread_count: number;
}

export interface Line {
  id: number;
  price: string;
  producer: Producer;
  product_id: number;
  product_name: string;
  product_unit: string;
  quantity: number;
  total_price: string;
  unit_price: string;
}

export interface LineWithProduct {
  created_at: string;
  id: number;
  order_id: number;
  producer_id: number;
  product: OwnProduct;
  product_id: number | null;
  product_name: string;
  product_unit: string | null;
  quantity: number;
  total_price: string;
  unit_price: string;
  updated_at: string;
}

export interface ListedLine {
  created_at: string;
  id: number;
  product: ListedProduct;
  quantity: number;
  subtotal: string;
  updated_at: string;
}

export interface ListedMove {
  before: string | null;
  changed_at: string;
  note: string | null;
  producer: Mover | null;
  status: string;
}

export interface ListedOrders {
  meta: back_office_schemas_PageMeta;
  orders: Array<SoldOrder>;
  stats: { [key: string]: number };
  success: boolean;
}

export interface ListedProducer {
  created_at: string;
  description: string | null;
  id: number;
  image_url: string | null;
  is_active: boolean;
  location: string | null;
  name: string;
  products_count: number;
  slug: string;
  updated_at: string;
}

export interface ListedProduct {
  categories: Array<CartCategory>;
  id: number;
  images: Array<CartImage>;
  is_active: boolean;
  name: string;
  price: string;
  producer: CartProducer;
  stock: number;
  unit: string;
}

export interface Locker {
  address: string;
  distance: number | null;
  id: string;
  lat: number;
  lng: number;
  name: string;
  notes: string | null;
  operating_hours: string | null;
  postal_code: string;
  provider: string;
}

export interface Lockers {
  data: Array<Locker>;
  success: boolean;
}

export interface MarkedRead {
  message: string;
  success?: boolean;
}

export interface Message {
  message: string;
}

export interface ModeratedAnswer {
  message: string;
  product: ModeratedProduct;
}

export interface ModeratedProduct {
  allergens: Array<string> | null;
  approval_status: string;
  categories: Array<ProductCategory>;
  category: string | null;
  created_at: string;
  cultivation_description: string | null;
  cultivation_type: string | null;
  currency: string;
  description: string | null;
  discount_price: string | null;
  height_cm: string | null;
  id: number;
  image_url: string | null;
  images: Array<StoredPicture>;
  ingredients: string | null;
  is_active: boolean;
  is_b2b_only: boolean;
  is_seasonal: boolean;
  length_cm: string | null;
  moderated_at: string | null;
  moderated_by: number | null;
  name: string;
  origin: string | null;
  price: string;
  producer: AdminProducer;
  producer_id: number;
  rejection_reason: string | null;
  search_vector: string | null;
  shelf_life: string | null;
  slug: string;
  status: string;
  stock: number;
  storage_instructions: string | null;
  title: string | null;
  unit: string;
  updated_at: string;
  weight_grams: string | null;
  weight_per_unit: string | null;
  width_cm: string | null;
}

export interface Money {
  amount: number;
  currency: string;
}

export interface Move {
  changed_at: string;
  note: string | null;
  status: string;
}

export interface Mover {
  id: number;
  name: string;
}

export interface Moves {
  data: Array<ListedMove>;
}

export type Nobody = { [key: string]: unknown };

export interface NotFound {
  error?: string;
  message?: string;
  success?: boolean;
}

export interface Notification {
  created_at: string;
  id: number;
  payload: { [key: string]: unknown };
  read_at: string | null;
  type: string;
  updated_at: string;
  user_id: number;
}

export interface NotificationPage {
  notifications: Array<Notification>;
  pagination: Pagination;
  success?: boolean;
}

export interface OfferedProduct {
  categories: Array<Shelf>;
  created_at: string;
  cultivation_type: string | null;
  description: string | null;
  id: number;
  images: Array<Picture>;
  name: string;
  price: string;
  stock: number;
  unit: string;
  updated_at: string;
}

export interface OpenedSoldOrder {
  billing_address: { [key: string]: unknown } | null;
  channel: string | null;
  checkout_session_id: number | null;
  cod_fee: string;
  commission: { [key: string]: unknown } | null;
  created_at: string;
  currency: string;
  id: number;
  is_child_order: boolean;
  notes: string | null;
  order_items: Array<SoldLine>;
  payment_intent_id: string | null;
  payment_method: string | null;
  payment_provider: string | null;
  payment_reference: string | null;
  payment_status: string;
  public_token: string;
  refund_id: string | null;
  refunded_amount_cents: number | null;
  refunded_at: string | null;
  shipping_address: { [key: string]: unknown } | null;
  shipping_amount: string;
  shipping_cost: string;
  shipping_method: string | null;
  status: string;
  stripe_transfer_id: string | null;
  stripe_transfer_status: string | null;
  subtotal: string;
  tax_amount: string;
  total: string;
  total_amount: string;
  total_cents: number | null;
  updated_at: string;
  user: Customer | null;
  user_id: number | null;
}

export interface Operator {
  email: string | null;
  isActive: boolean;
}

export interface Order {
  checkout_session_id: number | null;
  cod_fee: string;
  created_at: string;
  currency: string;
  id: number;
  is_child_order: boolean;
  is_multi_producer: boolean;
  items: Array<Line>;
  items_count: number;
  notes: string | null;
  order_items: Array<Line>;
  order_number: string;
  payment_method: string;
  payment_provider: string | null;
  payment_reference: string | null;
  payment_status: string;
  public_token: string;
  shipping_amount: string;
  shipping_cost: string;
  shipping_lines: Array<ShippingLine>;
  shipping_method: string | null;
  shipping_method_label: string | null;
  shipping_total: string;
  status: string;
  subtotal: string;
  tax_amount: string;
  total: string;
  total_amount: string;
}

export interface OrderAnswer {
  calc: OrderParts;
  orderId: number;
}

export interface OrderChanged {
  message: string;
  order: OrderWithLines;
}

export interface OrderParts {
  channel: "b2c" | "b2b";
  currency: string;
  order_gross: number;
  platform_fee: number;
  platform_fee_vat: number;
  producer_payout: number;
}

export interface OrderPreview {
  commission_preview: Preview;
  order_id: number;
}

export interface OrderWithLines {
  billing_address: { [key: string]: unknown } | null;
  channel: string | null;
  checkout_session_id: number | null;
  cod_fee: string;
  created_at: string;
  currency: string;
  id: number;
  is_child_order: boolean;
  notes: string | null;
  order_items: Array<LineWithProduct>;
  payment_intent_id: string | null;
  payment_method: string | null;
  payment_provider: string | null;
  payment_reference: string | null;
  payment_status: string;
  public_token: string;
  refund_id: string | null;
  refunded_amount_cents: number | null;
  refunded_at: string | null;
  shipping_address: { [key: string]: unknown } | null;
  shipping_amount: string;
  shipping_cost: string;
  shipping_method: string | null;
  status: string;
  stripe_transfer_id: string | null;
  stripe_transfer_status: string | null;
  subtotal: string;
  tax_amount: string;
  total: string;
  total_amount: string;
  total_cents: number | null;
  updated_at: string;
  user: Customer | null;
  user_id: number | null;
}

export interface Overview {
  low: number;
  low_from: number;
  on_sale: number;
  products: number;
  rejected: number;
  running_out: Array<RunningOut>;
  sold_out: number;
  waiting: number;
}

export interface OverviewAnswer {
  data: Overview;
}

export interface OwnAccount {
  created_at: string;
  email: string;
  email_verified_at: string | null;
  id: number;
  language: string | null;
  name: string;
  new_email: string | null;
  phone: string | null;
  role: string;
  unread_notifications: number;
  updated_at: string;
}

export interface OwnOrders {
  meta: schemas_PageMeta;
  orders: Array<Order>;
}

export interface OwnProduct {
  allergens: Array<string> | null;
  approval_status: string;
  category: string | null;
  created_at: string;
  cultivation_description: string | null;
  cultivation_type: string | null;
  currency: string;
  description: string | null;
  discount_price: string | null;
  height_cm: string | null;
  id: number;
  image_url: string | null;
  ingredients: string | null;
  is_active: boolean;
  is_b2b_only: boolean;
  is_seasonal: boolean;
  length_cm: string | null;
  moderated_at: string | null;
  moderated_by: number | null;
  name: string;
  origin: string | null;
  price: string;
  producer_id: number;
  rejection_reason: string | null;
  search_vector: string | null;
  shelf_life: string | null;
  slug: string;
  status: string;
  stock: number;
  storage_instructions: string | null;
  title: string | null;
  unit: string;
  updated_at: string;
  weight_grams: string | null;
  weight_per_unit: string | null;
  width_cm: string | null;
}

export interface OwnProducts {
  current_page: number;
  data: Array<OwnProduct>;
  has_more: boolean;
  last_page: number;
  per_page: number;
  total: number;
}

export interface OwnReview {
  comment: string | null;
  created_at: string;
  id: number;
  is_verified_purchase: boolean;
  product_id: number;
  rating: number;
  status: string;
  title: string | null;
  updated_at: string;
}

export interface OwnReviews {
  data: Array<OwnReview>;
  next_cursor: string | null;
}

export interface OwnedProducer {
  address: string | null;
  agreement_accepted_at: string | null;
  anonymized_at: string | null;
  bank_account_holder: string | null;
  beekeeper_registry_number: string | null;
  business_name: string | null;
  city: string | null;
  cpnp_notification_number: string | null;
  created_at: string;
  deletion_reason: string | null;
  description: string | null;
  efet_notification_doc_url: string | null;
  email: string | null;
  food_license_number: string | null;
  free_shipping_threshold_eur: string | null;
  haccp_declaration_accepted: boolean;
  haccp_declaration_doc_url: string | null;
  iban: string | null;
  id: number;
  image_url: string | null;
  is_active: boolean;
  is_verified: boolean;
  latitude: string | null;
  location: string | null;
  longitude: string | null;
  name: string;
  onboarding_completed_at: string | null;
  phone: string | null;
  postal_code: string | null;
  product_categories: Array<unknown> | { [key: string]: unknown } | null;
  region: string | null;
  rejection_reason: string | null;
  responsible_person_name: string | null;
  slug: string;
  social_media: { [key: string]: unknown } | Array<unknown> | null;
  status: string;
  stripe_charges_enabled: boolean;
  stripe_connect_id: string | null;
  stripe_connect_status: string | null;
  stripe_payouts_enabled: boolean;
  tax_id: string | null;
  tax_office: string | null;
  tax_registration_doc_url: string | null;
  updated_at: string;
  user: Owner | null;
  user_id: number | null;
  uses_custom_shipping_rates: boolean;
  verified: boolean;
  website: string | null;
}

export interface Owner {
  created_at: string;
  email: string;
  id: number;
  name: string;
}

export interface PageLink {
  active: boolean;
  label: string;
  page?: number | null;
  url: string | null;
}

export interface Pagination {
  current_page: number;
  from: number | null;
  last_page: number;
  per_page: number;
  to: number | null;
  total: number;
}

export interface ParcelShown {
  free_reason: string | null;
  is_free: boolean;
  producer_id: number;
  producer_name: string;
  shipping_cost: number;
  subtotal: number;
  threshold_eur: number;
  weight_grams: number;
  zone: string | null;
}

export interface PaymentChoice {
  fee: Money;
  method: "COD" | "BANK_TRANSFER";
}

export interface PaymentConfig {
  card_enabled: boolean;
  cod_enabled: boolean;
}

export interface PaymentMethods {
  active_provider: string;
  available_providers: Providers;
  stripe_public_key: string | null;
  supported_payment_methods: Array<string>;
}

export interface PendingProducts {
  current_page: number;
  data: Array<ModeratedProduct>;
  first_page_url: string;
  from: number | null;
  last_page: number;
  last_page_url: string;
  links: Array<PageLink>;
  next_page_url: string | null;
  path: string;
  per_page: number;
  prev_page_url: string | null;
  to: number | null;
  total: number;
}

export interface Picture {
  id: number;
  is_primary: boolean;
  sort_order: number;
  url: string;
}

export interface PicturedProduct {
  allergens: Array<string>;
  category: string | null;
  created_at: string;
  cultivation_description: string | null;
  cultivation_type: string | null;
  description: string | null;
  discount_price: string | null;
  effective_price: string;
  has_discount: boolean;
  id: number;
  image_url: string | null;
  images: Array<ProductPicture>;
  ingredients: string | null;
  is_active: boolean;
  is_b2b_only: boolean;
  is_seasonal: boolean;
  name: string;
  origin: string | null;
  price: string;
  producer: ResourceProducer;
  shelf_life: string | null;
  slug: string;
  status: string;
  stock: number;
  storage_instructions: string | null;
  unit: string;
  updated_at: string;
  weight_per_unit: string | null;
}

export interface PlacedAnswer {
  data: PlacedProduct;
}

export interface PlacedOrder {
  data: Order;
}

export interface PlacedProduct {
  category_ids: Array<number>;
}

export interface PlacedSession {
  data: CheckoutSession;
}

export interface Preview {
  breakdown: Breakdown | "Feature flag OFF" | "No applicable rule";
  commission_cents: number;
  rule_id: number | null;
}

export interface PriceRange {
  max: Money | null;
  min: Money | null;
}

export interface Producer {
  id: number;
  name: string;
  slug: string | null;
}

export interface ProducerAnswer {
  data: ProducerResource;
}

export interface ProducerColumns {
  address: string | null;
  bank_account_holder: string | null;
  beekeeper_registry_number: string | null;
  business_name: string | null;
  city: string | null;
  cpnp_notification_number: string | null;
  created_at: string;
  description: string | null;
  efet_notification_doc_url: string | null;
  email: string | null;
  free_shipping_threshold_eur: string | null;
  haccp_declaration_accepted: boolean;
  haccp_declaration_doc_url: string | null;
  iban: string | null;
  id: number;
  is_active: boolean;
  is_verified: boolean;
  latitude: string | null;
  location: string | null;
  longitude: string | null;
  name: string;
  onboarding_completed_at: string | null;
  phone: string | null;
  postal_code: string | null;
  product_categories: Array<unknown> | { [key: string]: unknown } | null;
  region: string | null;
  responsible_person_name: string | null;
  slug: string;
  social_media: { [key: string]: unknown } | Array<unknown> | null;
  status: string;
  tax_id: string | null;
  tax_office: string | null;
  tax_registration_doc_url: string | null;
  updated_at: string;
  uses_custom_shipping_rates: boolean;
  verified: boolean;
  website: string | null;
}

export interface ProducerDecided {
  message: string;
  producer: AdminProducer;
}

export interface ProducerDeleted {
  doc_urls_to_clean: Array<string>;
  message: string;
  mode: "hard" | "soft";
  producer_id: number;
  references: ReferenceCounts;
  snapshot: DeletedProducer;
  stripe_disconnect_ok: boolean;
  user_anonymized: boolean;
  user_id: number | null;
}

export interface ProducerRating {
  average: number | null;
  reviews: number;
}

export interface ProducerResource {
  business_name: string | null;
  created_at: string;
  description: string | null;
  id: number;
  is_active: boolean;
  location: string | null;
  name: string;
  slug: string;
  website: string | null;
}

export interface ProducerResources {
  data: Array<ProducerResource>;
  links: EdgeLinks;
  meta: CollectionMeta;
}

export interface ProductAnswer {
  data: PicturedProduct;
}

export interface ProductCategory {
  created_at: string;
  id: number;
  name: string;
  pivot: CategoryPlace;
  slug: string;
  updated_at: string;
}

export interface ProductImage {
  alt: string;
  height: number | null;
  id: number;
  is_primary: boolean;
  sort_order: number;
  sources: { [key: string]: { [key: string]: string } } | null;
  url: string;
  width: number | null;
}

export interface ProductPicture {
  id: number;
  is_primary: boolean;
  sort_order: number;
  url: string;
}

export interface ProductResource {
  allergens: Array<string>;
  category: string | null;
  created_at: string;
  cultivation_description: string | null;
  cultivation_type: string | null;
  description: string | null;
  discount_price: string | null;
  effective_price: string;
  has_discount: boolean;
  id: number;
  image_url: string | null;
  ingredients: string | null;
  is_active: boolean;
  is_b2b_only: boolean;
  is_seasonal: boolean;
  name: string;
  origin: string | null;
  price: string;
  producer: ResourceProducer;
  shelf_life: string | null;
  slug: string;
  status: string;
  stock: number;
  storage_instructions: string | null;
  unit: string;
  updated_at: string;
  weight_per_unit: string | null;
}

export interface ProductResources {
  current_page: number;
  data: Array<ProductResource>;
  from: number | null;
  last_page: number;
  links: EdgeLinks;
  meta: CollectionMeta;
  per_page: number;
  to: number | null;
  total: number;
}

export interface Profile {
  shipping_address?: AddressLines | null;
  user: ProfileUser;
}

export interface ProfileUpdated {
  message?: string;
  producer: ProducerColumns;
}

export interface ProfileUser {
  business?: Business | null;
  business_status?: string | null;
  created_at: string;
  email: string;
  email_verified_at: string | null;
  id: number;
  name: string;
  role: string;
  updated_at: string;
}

export interface Provider {
  description: string;
  enabled: boolean;
  name: string;
}

export interface Providers {
  fake: Provider;
  stripe: Provider;
  viva: Provider;
}

export interface PublicProducers {
  current_page: number;
  data: Array<ListedProducer>;
  first_page_url: string;
  from: number | null;
  last_page: number;
  last_page_url: string;
  links: Array<PageLink>;
  next_page_url: string | null;
  path: string;
  per_page: number;
  prev_page_url: string | null;
  to: number | null;
  total: number;
}

export interface PublicProduct {
  allergens: Array<string> | null;
  categories: Array<ProductCategory>;
  category: string | null;
  created_at: string;
  cultivation_description: string | null;
  cultivation_type: string | null;
  currency: string;
  description: string | null;
  discount_price: string | null;
  height_cm: string | null;
  id: number;
  image_url: string | null;
  images: Array<StoredPicture>;
  ingredients: string | null;
  is_active: boolean;
  is_b2b_only: boolean;
  is_seasonal: boolean;
  length_cm: string | null;
  name: string;
  origin: string | null;
  price: string;
  producer: DescribedProducer;
  producer_id: number;
  reviews_avg_rating: number | null;
  reviews_count: number;
  shelf_life: string | null;
  slug: string;
  status: string;
  stock: number;
  storage_instructions: string | null;
  title: string | null;
  unit: string;
  updated_at: string;
  weight_grams: string | null;
  weight_per_unit: string | null;
  width_cm: string | null;
}

export interface PublicProducts {
  current_page: number;
  data: Array<FoundProduct>;
  first_page_url: string;
  from: number | null;
  last_page: number;
  last_page_url: string;
  links: Array<PageLink>;
  next_page_url: string | null;
  path: string;
  per_page: number;
  prev_page_url: string | null;
  to: number | null;
  total: number;
}

export interface Rates {
  last_updated: string;
  rates: { [key: string]: { [key: string]: unknown } };
  remote_postal_codes: { [key: string]: Array<string> };
  status: string;
}

export interface RatingAnswer {
  data: ProducerRating;
}

export interface RawUser {
  anonymized_at: string | null;
  created_at: string;
  email: string;
  email_verified_at: string | null;
  id: number;
  is_seed: boolean;
  name: string;
  role: string;
  updated_at: string;
}

export interface ReferenceCounts {
  commission_settlements: number;
  order_items: number;
  order_shipping_lines: number;
}

export interface Region {
  producers: number;
  region: string;
}

export interface Regions {
  data: Array<Region>;
}

export interface Registered {
  message: string;
  token: string;
  token_type?: string;
  user: User;
  verification_sent?: boolean;
}

export interface ReorderAnswer {
  data: Array<ReorderedLine>;
}

export interface ReorderedLine {
  added: number;
  name: string;
  outcome: string;
  product_id: number;
  wanted: number;
}

export interface ResourceProducer {
  business_name: string | null;
  city: string | null;
  id: number;
  location: string | null;
  name: string;
  region: string | null;
  slug: string;
}

export interface Review {
  comment: string | null;
  created_at: string;
  id: number;
  is_verified_purchase: boolean;
  rating: number;
  title: string | null;
  user: Author;
}

export interface Reviews {
  data: Array<Review>;
  meta: ReviewsMeta;
}

export interface ReviewsMeta {
  avg_rating: number | null;
  current_page: number;
  last_page: number;
  total: number;
}

export interface RuleAnswer {
  rule: RuleShown;
  success: boolean;
}

export interface RuleCreated {
  rule: { [key: string]: unknown };
  success: boolean;
}

export interface RuleShown {
  active: boolean;
  created_at: string;
  effective_from: string;
  effective_to: string | null;
  fixed_fee_cents: number | null;
  id: number;
  percent: string;
  priority: number;
  rounding_mode: "NEAREST" | "UP" | "DOWN";
  scope_category_id: number | null;
  scope_channel: "B2C" | "B2B" | "ALL";
  scope_producer_id: number | null;
  tier_max_amount_cents: number | null;
  tier_min_amount_cents: number;
  updated_at: string;
  vat_mode: "EXCLUDE" | "INCLUDE" | "NONE";
}

export interface RulesShown {
  rules: Array<RuleShown>;
  success: boolean;
}

export interface RunningOut {
  id: number;
  image_url: string | null;
  name: string;
  slug: string;
  stock: number;
  unit: string;
}

export interface SettledBusiness {
  business: AdminBusiness;
  message: string;
}

export interface Shelf {
  id: number;
  name: string;
  pivot: ShelfPlace;
  slug: string;
}

export interface ShelfPlace {
  category_id: number;
  product_id: number;
}

export interface Shipment {
  carrier_code: string;
  delivered_at: string | null;
  estimated_delivery: string | null;
  id: number;
  is_completed: boolean;
  is_trackable: boolean;
  shipped_at: string | null;
  shipping_cost_eur: string | null;
  status: string;
  tracking_code: string;
  zone_code: string | null;
}

export interface ShipmentAnswer {
  data: Shipment;
  success: boolean;
}

export interface ShippingAddress {
  address: AddressLines | null;
  source: "saved_address" | "last_order" | null;
}

export interface ShippingChoice {
  discount: Money;
  method: "HOME" | "LOCKER";
}

export interface ShippingLine {
  free_shipping_applied: boolean;
  producer_id: number;
  producer_name: string;
  shipping_cost: string;
  shipping_method: string | null;
  subtotal: string;
}

export interface ShownBusiness {
  business: AdminBusiness;
}

export interface SignInShown {
  created_at: string;
  current: boolean;
  expires_at: string | null;
  id: number;
  kind: string;
  last_used_at: string | null;
  name: string | null;
  network: string | null;
  user_agent: string | null;
}

export interface SignIns {
  data: Array<SignInShown>;
  next_cursor: string | null;
}

export interface SignedIn {
  message: string;
  token: string;
  token_type?: string;
  user: User;
}

export interface Simulation {
  test_scenarios: Array<{ [key: string]: unknown }>;
  timestamp: string;
}

export interface SlowQueries {
  extension?: string;
  installed?: boolean;
  note?: string;
  ok?: boolean;
  top?: Array<{ [key: string]: unknown }>;
}

export interface SoldCounts {
  confirmed: number;
  delivered: number;
  pending: number;
  processing: number;
  shipped: number;
  total: number;
}

export interface SoldLine {
  created_at: string;
  id: number;
  order_id: number;
  producer_id: number;
  product_id: number | null;
  product_name: string;
  product_unit: string | null;
  quantity: number;
  total_price: string;
  unit_price: string;
  updated_at: string;
}

export interface SoldOrder {
  billing_address: { [key: string]: unknown } | null;
  channel: string | null;
  checkout_session_id: number | null;
  cod_fee: string;
  created_at: string;
  currency: string;
  id: number;
  is_child_order: boolean;
  notes: string | null;
  order_items: Array<SoldLine>;
  payment_intent_id: string | null;
  payment_method: string | null;
  payment_provider: string | null;
  payment_reference: string | null;
  payment_status: string;
  public_token: string;
  refund_id: string | null;
  refunded_amount_cents: number | null;
  refunded_at: string | null;
  shipping_address: { [key: string]: unknown } | null;
  shipping_amount: string;
  shipping_cost: string;
  shipping_method: string | null;
  status: string;
  stripe_transfer_id: string | null;
  stripe_transfer_status: string | null;
  subtotal: string;
  tax_amount: string;
  total: string;
  total_amount: string;
  total_cents: number | null;
  updated_at: string;
  user: Customer | null;
  user_id: number | null;
}

export interface SoldOrderAnswer {
  commission: { [key: string]: unknown } | null;
  order: OpenedSoldOrder;
  success: boolean;
}

export interface SoldOrderMoved {
  email_sent: boolean;
  message: string;
  order: SoldOrder;
  success: boolean;
}

export interface SoldOrders {
  meta: SoldCounts;
  orders: Array<SoldOrder>;
  success: boolean;
}

export interface Standing {
  food_license_number: string | null;
  id: number;
  image_url: string | null;
  is_active: boolean;
  rejection_reason: string | null;
  slug: string;
  sources: { [key: string]: { [key: string]: string } } | null;
  status: "pending" | "active" | "inactive";
  steps: Array<Step>;
}

export interface StandingAnswer {
  data: Standing | null;
}

export interface Step {
  done: boolean;
  name: string;
}

export interface StockSet {
  id: number;
  message?: string;
  name: string;
  new_stock: number;
  old_stock: number;
}

export interface StoredPicture {
  created_at: string;
  id: number;
  is_primary: boolean;
  product_id: number;
  sort_order: number;
  updated_at: string;
  url: string;
}

export interface Suggestion {
  id: number;
  image_url: string | null;
  kind: "category" | "producer" | "product";
  name: string;
  slug: string;
}

export interface Suggestions {
  data: Array<Suggestion>;
}

export interface Summary {
  avg_rating: number | null;
  distribution: Distribution;
  total: number;
}

export interface SummaryAnswer {
  data: Summary;
}

export interface Terms {
  required: boolean;
  version: string;
}

export interface Toggled {
  id: number;
  is_active: boolean;
  message?: string;
}

export interface Tracked {
  data: TrackedParcel;
  success: boolean;
}

export interface TrackedParcel {
  carrier_code: string;
  delivered_at: string | null;
  estimated_delivery: string | null;
  events: Array<{ [key: string]: unknown }>;
  shipped_at: string | null;
  status: string;
  tracking_code: string;
}

export interface TrackedShipment {
  carrier_code: string;
  delivered_at: string | null;
  estimated_delivery: string | null;
  shipped_at: string | null;
  status: string;
  tracking_code: string;
  tracking_url: string | null;
}

export interface TrackedSummary {
  created_at: string;
  id: number;
  items_count: number;
  payment_status: string;
  shipment?: TrackedShipment;
  status: string;
  status_history: Array<Move>;
  total: number;
  updated_at: string;
}

export interface Tracking {
  ok: boolean;
  order: TrackedSummary;
}

export interface Unauthenticated {
  decision_id?: string;
  error: "unauthenticated";
  message: string;
  request_id?: string;
}

export interface UnreadCount {
  success?: boolean;
  unread_count: number;
}

export interface User {
  business_status?: string | null;
  created_at: string;
  email: string;
  email_verified_at: string | null;
  id: number;
  name: string;
  role: string;
  updated_at: string;
}

export interface Written {
  data: Review;
  message?: string;
}

export interface ZonePriceShown {
  free_shipping: boolean;
  free_shipping_reason?: string;
  method: string;
  price_eur: number;
  source: string;
  threshold?: number;
  weight_kg?: number | string;
  zone_id?: number;
  zone_name: string | null;
}

export interface Zones {
  currency: string;
  volumetric_factor: number;
  weight_unit: string;
  zones: { [key: string]: { [key: string]: unknown } };
}

export interface back_office_schemas_PageMeta {
  current_page: number;
  last_page: number;
  per_page: number;
  total: number;
}

export interface catalog_shapes_PublicProducer {
  id: number;
  location: string | null;
  name: string;
  slug: string;
}

export interface producers_shapes_PublicProducer {
  city: string | null;
  created_at: string;
  description: string | null;
  id: number;
  image_url: string | null;
  is_active: boolean;
  latitude: string | null;
  location: string | null;
  longitude: string | null;
  name: string;
  products: Array<OfferedProduct>;
  region: string | null;
  slug: string;
  total_active_products: number;
  updated_at: string;
  website: string | null;
}

export interface schemas_PageMeta {
  current_page: number;
  last_page: number;
  per_page: number;
  total: number;
}

export interface Operations {
  AcknowledgeCartChanges: {
    method: "POST";
    path: "/api/stoa/v1/cart/changes/acknowledge";
    body?: {
      prices?: Array<{
        amount: number | string | true;
        item_id: number | string | true;
      }> | { [key: string]: {
        amount: number | string | true;
        item_id: number | string | true;
      } };
    };
    answers: {
      200: Changes;
      400: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      401: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      403: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      404: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      413: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      419: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      422: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      429: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      503: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
    };
  };
  AddAddress: {
    method: "POST";
    path: "/api/stoa/v1/addresses";
    body: {
      city: string;
      country?: string;
      is_default?: true | false | 0 | 1 | "0" | "1";
      line1: string;
      line2?: string | null | "";
      name: string;
      phone?: string | null | "";
      postal_code: string;
      type?: "shipping" | "billing";
    };
    answers: {
      201: AddressShown;
      400: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      401: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      403: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      404: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      409: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      413: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      419: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      422: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      503: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
    };
  };
  AddCartItem: {
    method: "POST";
    path: "/api/v1/cart/items";
    body: {
      product_id: number | string | true;
      quantity: number | string | true;
    };
    answers: {
      201: ItemAdded;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      413: Failure;
      419: Failure;
      422: Invalid;
      429: Failure;
      503: Failure;
    };
  };
  ApproveBusiness: {
    method: "PATCH";
    path: "/api/v1/admin/businesses/{business}/approve";
    pathParameters: {
      business: number;
    };
    answers: {
      200: SettledBusiness;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      413: Failure;
      419: Failure;
      429: Failure;
      503: Failure;
    };
  };
  ApproveProducer: {
    method: "PATCH";
    path: "/api/v1/admin/producers/{producer}/approve";
    pathParameters: {
      producer: number;
    };
    answers: {
      200: ProducerDecided;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      409: Failure;
      413: Failure;
      419: Failure;
      429: Failure;
      503: Failure;
    };
  };
  ApproveReview: {
    method: "POST";
    path: "/api/stoa/v1/reviews/{review}/approve";
    pathParameters: {
      review: number;
    };
    answers: {
      200: JudgedReview;
      400: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      401: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      403: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      404: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      413: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      419: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      503: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
    };
  };
  ArrangeCategories: {
    method: "PUT";
    path: "/api/stoa/v1/categories/order";
    body?: {
      category_ids?: Array<number | string | true> | { [key: string]: number | string | true };
    };
    answers: {
      200: CategoryList;
      400: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      401: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      403: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      404: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      413: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      419: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      422: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      503: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
    };
  };
  ArrangeProductImages: {
    method: "PUT";
    path: "/api/stoa/v1/products/{product}/images/order";
    pathParameters: {
      product: number;
    };
    body: {
      image_ids: Array<number | string | true> | { [key: string]: number | string | true };
    };
    answers: {
      200: ImageList;
      400: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      401: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      403: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      404: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      413: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      419: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      422: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      503: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
    };
  };
  ChangeAddress: {
    method: "PUT";
    path: "/api/stoa/v1/addresses/{address}";
    pathParameters: {
      address: number;
    };
    body: {
      city: string;
      country?: string;
      is_default?: true | false | 0 | 1 | "0" | "1";
      line1: string;
      line2?: string | null | "";
      name: string;
      phone?: string | null | "";
      postal_code: string;
      type?: "shipping" | "billing";
    };
    answers: {
      200: AddressShown;
      400: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      401: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      403: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      404: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      413: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      419: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      422: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      503: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
    };
  };
  ChangeCategory: {
    method: "PATCH";
    path: "/api/stoa/v1/categories/{category}";
    pathParameters: {
      category: number;
    };
    body?: {
      name?: string;
      slug?: string;
    };
    answers: {
      200: CategoryAnswer;
      400: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      401: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      403: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      404: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      413: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      419: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      422: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      503: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
    };
  };
  ChangeCommissionRule: {
    method: "PATCH";
    path: "/api/v1/admin/commission-rules/{id}";
    pathParameters: {
      id: number;
    };
    body: {
      effective_from: string;
      effective_to?: string | null | "";
      fixed_fee_cents?: number | string | true | null | "";
      percent: number | string;
      priority: number | string | true;
      rounding_mode: "UP" | "DOWN" | "NEAREST";
      scope_category_id?: number | string | true | null | "";
      scope_channel: "B2C" | "B2B" | "ALL";
      scope_producer_id?: number | string | true | null | "";
      tier_max_amount_cents?: number | string | true | null | "";
      tier_min_amount_cents: number | string | true;
      vat_mode: "INCLUDE" | "EXCLUDE" | "NONE";
    };
    answers: {
      200: RuleAnswer;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      413: Failure;
      419: Failure;
      422: Invalid;
      429: Failure;
      503: Failure;
    };
  };
  ChangeCommissionRuleNamedPreview: {
    method: "PATCH";
    path: "/api/v1/admin/commission-rules/preview";
    answers: {
      200: undefined;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      413: Failure;
      419: Failure;
      429: Failure;
      503: Failure;
    };
  };
  ChangeEmail: {
    method: "POST";
    path: "/api/stoa/v1/account/email";
    body: {
      email: string;
      password: string;
    };
    answers: {
      202: EmailAsked;
      400: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      401: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      403: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      404: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      409: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      413: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      419: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      422: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      429: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      503: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
    };
  };
  ChangeOwnAccount: {
    method: "PATCH";
    path: "/api/stoa/v1/account";
    body?: {
      language?: "el" | "en" | null | "";
      name?: string;
      phone?: string | null | "";
    };
    answers: {
      200: OwnAccount;
      400: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      401: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      403: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      404: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      413: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      419: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      422: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      503: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
    };
  };
  ChangePassword: {
    method: "PUT";
    path: "/api/stoa/v1/account/password";
    body: {
      current_password: string;
      password: string;
      password_confirmation: string;
    };
    answers: {
      200: Ended;
      400: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      401: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      403: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      404: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      413: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      419: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      422: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      429: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      503: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
    };
  };
  ChangeProductImage: {
    method: "PATCH";
    path: "/api/stoa/v1/products/{product}/images/{image}";
    pathParameters: {
      product: number;
      image: number;
    };
    body?: {
      alt?: string | null | "";
      is_primary?: true | false | 0 | 1 | "0" | "1";
    };
    answers: {
      200: ImageList;
      400: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      401: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      403: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      404: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      413: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      419: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      422: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      503: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
    };
  };
  Checkout: {
    method: "POST";
    path: "/api/v1/orders/checkout";
    body: {
      currency: "EUR" | "USD";
      items: Array<{
        product_id: number | string | true;
        quantity: number | string | true;
      }> | { [key: string]: {
        product_id: number | string | true;
        quantity: number | string | true;
      } };
      locker_id?: string;
      notes?: string | null | "";
      payment_method?: "COD" | "CARD" | "BANK_TRANSFER" | null | "";
      quoted_at?: string | null | "";
      quoted_shipping?: number | string | null | "";
      quoted_subtotal?: number | string | null | "";
      shipping_address?: {
        city?: string | null | "";
        country?: string | null | "";
        email?: string | null | "";
        line1?: string | null | "";
        line2?: string | null | "";
        name?: string | null | "";
        phone?: string | null | "";
        postal_code?: string | null | "";
        region?: string | null | "";
      } | Array<unknown> | null | "";
      shipping_cost?: number | string | null | "";
      shipping_method: "HOME" | "PICKUP" | "COURIER" | "LOCKER";
      user_id?: number | string | true | null | "";
    };
    answers: {
      201: PlacedOrder | PlacedSession;
      400: Failure;
      403: Failure;
      404: NotFound;
      409: Failure;
      413: Failure;
      419: Failure;
      422: Invalid;
      429: Failure;
      503: Failure;
    };
  };
  ClearCart: {
    method: "DELETE";
    path: "/api/v1/cart/clear";
    answers: {
      200: ClearedCart;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      413: Failure;
      419: Failure;
      503: Failure;
    };
  };
  ConfirmOrderPayment: {
    method: "PATCH";
    path: "/api/v1/admin/orders/{order}/payment/confirm";
    pathParameters: {
      order: number;
    };
    answers: {
      200: OrderChanged;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      413: Failure;
      419: Failure;
      429: Failure;
      503: Failure;
    };
  };
  CountUnreadNotifications: {
    method: "GET";
    path: "/api/v1/notifications/unread-count";
    answers: {
      200: UnreadCount;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      429: Failure;
      503: Failure;
    };
  };
  CreateCategory: {
    method: "POST";
    path: "/api/stoa/v1/categories";
    body: {
      name: string;
      slug?: string | null | "";
    };
    answers: {
      201: CategoryAnswer;
      400: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      401: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      403: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      404: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      413: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      419: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      422: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      503: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
    };
  };
  CreateCommissionRule: {
    method: "POST";
    path: "/api/v1/admin/commission-rules";
    body: {
      effective_from: string;
      effective_to?: string | null | "";
      fixed_fee_cents?: number | string | true | null | "";
      percent: number | string;
      priority: number | string | true;
      rounding_mode: "UP" | "DOWN" | "NEAREST";
      scope_category_id?: number | string | true | null | "";
      scope_channel: "B2C" | "B2B" | "ALL";
      scope_producer_id?: number | string | true | null | "";
      tier_max_amount_cents?: number | string | true | null | "";
      tier_min_amount_cents: number | string | true;
      vat_mode: "INCLUDE" | "EXCLUDE" | "NONE";
    };
    answers: {
      201: RuleCreated;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      413: Failure;
      419: Failure;
      422: Invalid;
      429: Failure;
      503: Failure;
    };
  };
  CreateProduct: {
    method: "POST";
    path: "/api/v1/products";
    body: {
      allergens?: Array<"gluten" | "crustaceans" | "eggs" | "fish" | "peanuts" | "soybeans" | "milk" | "tree_nuts" | "celery" | "mustard" | "sesame" | "sulphites" | "lupin" | "molluscs"> | { [key: string]: "gluten" | "crustaceans" | "eggs" | "fish" | "peanuts" | "soybeans" | "milk" | "tree_nuts" | "celery" | "mustard" | "sesame" | "sulphites" | "lupin" | "molluscs" } | null | "";
      category?: string | null | "";
      cultivation_description?: string | null | "";
      cultivation_type?: "conventional" | "organic_certified" | "organic_transitional" | "biodynamic" | "traditional_natural" | "other" | null | "";
      description?: string | null | "";
      discount_price?: number | string | null | "";
      image_url?: string | null | "";
      images?: Array<string> | { [key: string]: string } | null | "";
      ingredients?: string | null | "";
      is_active?: true | false | 0 | 1 | "0" | "1";
      is_b2b_only?: true | false | 0 | 1 | "0" | "1";
      is_seasonal?: true | false | 0 | 1 | "0" | "1";
      name: string;
      origin?: string | null | "";
      price: number | string;
      producer_id?: number | string | true | null | "";
      shelf_life?: string | null | "";
      slug?: string | null | "";
      status?: "available" | "unavailable";
      stock?: number | string | true;
      storage_instructions?: string | null | "";
      unit?: string;
      weight_per_unit?: number | string | null | "";
    };
    answers: {
      201: ProductAnswer;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      413: Failure;
      419: Failure;
      422: Invalid;
      503: Failure;
    };
  };
  DeleteAddress: {
    method: "DELETE";
    path: "/api/stoa/v1/addresses/{address}";
    pathParameters: {
      address: number;
    };
    answers: {
      204: undefined;
      400: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      401: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      403: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      404: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      413: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      419: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      503: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
    };
  };
  DeleteCategory: {
    method: "DELETE";
    path: "/api/stoa/v1/categories/{category}";
    pathParameters: {
      category: number;
    };
    answers: {
      204: undefined;
      400: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      401: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      403: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      404: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      413: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      419: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      503: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
    };
  };
  DeleteOwnPicture: {
    method: "DELETE";
    path: "/api/stoa/v1/producer/picture";
    answers: {
      200: StandingAnswer;
      400: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      401: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      403: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      404: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      413: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      419: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      503: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
    };
  };
  DeleteOwnReview: {
    method: "DELETE";
    path: "/api/stoa/v1/account/reviews/{review}";
    pathParameters: {
      review: number;
    };
    answers: {
      204: undefined;
      400: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      401: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      403: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      404: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      409: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      413: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      419: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      503: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
    };
  };
  DeleteProducer: {
    method: "DELETE";
    path: "/api/v1/admin/producers/{producer}";
    pathParameters: {
      producer: number;
    };
    body?: {
      reason?: string | null | "";
    };
    answers: {
      200: ProducerDeleted;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      409: Failure;
      413: Failure;
      419: Failure;
      422: Invalid;
      429: Failure;
      503: Failure;
    };
  };
  DeleteProduct: {
    method: "DELETE";
    path: "/api/v1/products/{product}";
    pathParameters: {
      product: number;
    };
    answers: {
      204: undefined;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      413: Failure;
      419: Failure;
      503: Failure;
    };
  };
  DeleteProductImage: {
    method: "DELETE";
    path: "/api/stoa/v1/products/{product}/images/{image}";
    pathParameters: {
      product: number;
      image: number;
    };
    answers: {
      204: undefined;
      400: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      401: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      403: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      404: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      413: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      419: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      503: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
    };
  };
  DownloadLabel: {
    method: "GET";
    path: "/api/v1/shipping/labels/{order}/download";
    pathParameters: {
      order: number;
    };
    answers: {
      200: string;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      429: Failure;
      503: Failure;
    };
  };
  EditOwnReview: {
    method: "PATCH";
    path: "/api/stoa/v1/account/reviews/{review}";
    pathParameters: {
      review: number;
    };
    body?: {
      comment?: string | null | "";
      rating?: number | string | true;
      title?: string | null | "";
    };
    answers: {
      200: OwnReview;
      400: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      401: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      403: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      404: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      409: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      413: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      419: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      422: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      503: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
    };
  };
  EditProducer: {
    method: "PATCH";
    path: "/api/v1/admin/producers/{producer}";
    pathParameters: {
      producer: number;
    };
    body?: {
      image_url?: string | null | "";
      latitude?: number | string | null | "";
      longitude?: number | string | null | "";
    };
    answers: {
      200: ProducerDecided;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      409: Failure;
      413: Failure;
      419: Failure;
      422: Invalid;
      429: Failure;
      503: Failure;
    };
  };
  EndOtherSignIns: {
    method: "DELETE";
    path: "/api/stoa/v1/sign-ins";
    answers: {
      200: Ended;
      400: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      401: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      403: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      404: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      413: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      419: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      503: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
    };
  };
  EndSignIn: {
    method: "DELETE";
    path: "/api/stoa/v1/sign-ins/{kind}/{sign_in}";
    pathParameters: {
      kind: number;
      sign_in: number;
    };
    answers: {
      204: undefined;
      400: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      401: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      403: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      404: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      413: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      419: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      503: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
    };
  };
  ExportSoldOrders: {
    method: "GET";
    path: "/api/v1/producer/orders/export";
    answers: {
      200: unknown;
      400: Failure;
      401: Unauthenticated;
      403: {
        message: "User is not associated with a producer";
      };
      404: NotFound;
      429: Failure;
      503: Failure;
    };
  };
  ForgotPassword: {
    method: "POST";
    path: "/api/v1/auth/password/forgot";
    body: {
      email: string;
    };
    answers: {
      200: Message;
      400: Failure;
      404: NotFound;
      413: Failure;
      419: Failure;
      422: Invalid;
      429: Failure;
      503: Failure;
    };
  };
  HideReview: {
    method: "POST";
    path: "/api/stoa/v1/reviews/{review}/hide";
    pathParameters: {
      review: number;
    };
    body: {
      reason: string;
    };
    answers: {
      200: JudgedReview;
      400: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      401: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      403: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      404: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      413: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      419: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      422: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      503: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
    };
  };
  ListAddresses: {
    method: "GET";
    path: "/api/stoa/v1/addresses";
    answers: {
      200: Addresses;
      400: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      401: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      403: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      404: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      503: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
    };
  };
  ListAllOrders: {
    method: "GET";
    path: "/api/v1/admin/orders";
    queryParameters: {
      status?: "pending" | "confirmed" | "processing" | "shipped" | "delivered" | "cancelled" | (string & {});
      q?: string;
      from_date?: string;
      to_date?: string;
      page?: number | string;
      per_page?: number | string;
      sort?: "created_at" | "-created_at" | (string & {});
    };
    answers: {
      200: ListedOrders;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      422: Invalid;
      429: Failure;
      503: Failure;
    };
  };
  ListAllProducers: {
    method: "GET";
    path: "/api/v1/admin/producers";
    queryParameters: {
      status?: "pending" | "active" | "inactive" | "all" | (string & {});
      page?: number | string;
      per_page?: number | string;
    };
    answers: {
      200: AdminProducers;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      422: Invalid;
      429: Failure;
      503: Failure;
    };
  };
  ListBusinesses: {
    method: "GET";
    path: "/api/v1/admin/businesses";
    queryParameters: {
      status?: string;
    };
    answers: {
      200: AdminBusinesses;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      422: Invalid;
      429: Failure;
      503: Failure;
    };
  };
  ListCartChanges: {
    method: "GET";
    path: "/api/stoa/v1/cart/changes";
    answers: {
      200: Changes;
      400: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      401: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      403: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      404: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      503: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
    };
  };
  ListCategories: {
    method: "GET";
    path: "/api/stoa/v1/categories";
    answers: {
      200: CategoryList;
      400: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      404: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      429: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      503: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
    };
  };
  ListCommissionRules: {
    method: "GET";
    path: "/api/v1/admin/commission-rules";
    answers: {
      200: RulesShown;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      429: Failure;
      503: Failure;
    };
  };
  ListJudgedReviews: {
    method: "GET";
    path: "/api/stoa/v1/reviews";
    queryParameters: {
      status?: "pending" | "approved" | "hidden" | (string & {});
      limit?: unknown;
      cursor?: unknown;
    };
    answers: {
      200: JudgedReviews;
      400: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      401: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      403: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      404: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      422: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      503: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
    };
  };
  ListLatestNotifications: {
    method: "GET";
    path: "/api/v1/notifications/latest";
    queryParameters: {
      limit?: number | string;
    };
    answers: {
      200: LatestNotifications;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      422: Invalid;
      429: Failure;
      503: Failure;
    };
  };
  ListMoves: {
    method: "GET";
    path: "/api/stoa/v1/orders/{id}/moves";
    pathParameters: {
      id: number;
    };
    answers: {
      200: Moves;
      400: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      401: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      403: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      404: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      429: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      503: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
    };
  };
  ListNotifications: {
    method: "GET";
    path: "/api/v1/notifications";
    answers: {
      200: NotificationPage;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      429: Failure;
      503: Failure;
    };
  };
  ListOwnOrders: {
    method: "GET";
    path: "/api/v1/orders";
    answers: {
      200: OwnOrders;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      429: Failure;
      503: Failure;
    };
  };
  ListOwnProducts: {
    method: "GET";
    path: "/api/v1/producer/products";
    queryParameters: {
      page?: number | string;
      per_page?: number | string;
      search?: string;
      status?: "active" | "inactive" | "all" | (string & {});
    };
    answers: {
      200: OwnProducts;
      400: Failure;
      401: Unauthenticated;
      403: {
        message: "Producer profile not found";
      };
      404: NotFound;
      422: Invalid;
      503: Failure;
    };
  };
  ListOwnReviews: {
    method: "GET";
    path: "/api/stoa/v1/account/reviews";
    answers: {
      200: OwnReviews;
      400: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      401: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      403: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      404: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      503: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
    };
  };
  ListPaymentMethods: {
    method: "GET";
    path: "/api/v1/payment/methods";
    answers: {
      200: PaymentMethods;
      400: Failure;
      404: NotFound;
      503: Failure;
    };
  };
  ListPendingProducts: {
    method: "GET";
    path: "/api/v1/admin/products/pending";
    answers: {
      200: PendingProducts;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      429: Failure;
      503: Failure;
    };
  };
  ListProducerRegions: {
    method: "GET";
    path: "/api/stoa/v1/producers/regions";
    answers: {
      200: Regions;
      400: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      404: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      429: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      503: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
    };
  };
  ListProducers: {
    method: "GET";
    path: "/api/v1/producers";
    queryParameters: {
      q?: string;
      page?: number | string;
      per_page?: number | string;
    };
    answers: {
      200: ProducerResources;
      400: Failure;
      404: NotFound;
      422: Invalid;
      429: Failure;
      503: Failure;
    };
  };
  ListProductImages: {
    method: "GET";
    path: "/api/stoa/v1/products/{product}/images";
    pathParameters: {
      product: number;
    };
    answers: {
      200: ImageList;
      400: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      401: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      403: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      404: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      503: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
    };
  };
  ListProducts: {
    method: "GET";
    path: "/api/v1/products";
    queryParameters: {
      q?: string;
      is_active?: 0 | 1 | string;
      category?: string;
      producer_id?: number | string;
      is_seasonal?: 0 | 1 | string;
      cultivation_type?: "conventional" | "organic_certified" | "organic_transitional" | "biodynamic" | "traditional_natural" | "other" | (string & {});
      min_price?: number | string;
      max_price?: number | string;
      page?: number | string;
      per_page?: number | string;
      sort?: "name" | "price" | "created_at" | "stock" | (string & {});
      direction?: "asc" | "desc" | (string & {});
    };
    answers: {
      200: ProductResources;
      400: Failure;
      404: NotFound;
      422: Invalid;
      429: Failure;
      503: Failure;
    };
  };
  ListPublicProducers: {
    method: "GET";
    path: "/api/v1/public/producers";
    answers: {
      200: PublicProducers;
      400: Failure;
      404: NotFound;
      429: Failure;
      503: Failure;
    };
  };
  ListPublicProducts: {
    method: "GET";
    path: "/api/v1/public/products";
    answers: {
      200: PublicProducts;
      400: Failure;
      404: NotFound;
      429: Failure;
      503: Failure;
    };
  };
  ListReviews: {
    method: "GET";
    path: "/api/v1/public/products/{productId}/reviews";
    pathParameters: {
      productId: number;
    };
    answers: {
      200: Reviews;
      400: Failure;
      404: NotFound;
      429: Failure;
      503: Failure;
    };
  };
  ListShownProductImages: {
    method: "GET";
    path: "/api/stoa/v1/public/products/{product}/images";
    pathParameters: {
      product: number;
    };
    answers: {
      200: ImageList;
      400: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      404: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      429: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      503: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
    };
  };
  ListSignIns: {
    method: "GET";
    path: "/api/stoa/v1/sign-ins";
    answers: {
      200: SignIns;
      400: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      401: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      403: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      404: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      503: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
    };
  };
  ListSlowQueries: {
    method: "GET";
    path: "/api/ops/db/slow-queries";
    answers: {
      200: SlowQueries;
      503: Failure;
    };
  };
  ListSoldOrders: {
    method: "GET";
    path: "/api/v1/producer/orders";
    queryParameters: {
      status?: "pending" | "confirmed" | "processing" | "shipped" | "delivered" | (string & {});
    };
    answers: {
      200: SoldOrders;
      400: Failure;
      401: Unauthenticated;
      403: {
        message: "User is not associated with a producer";
        success: false;
      };
      404: NotFound;
      422: Invalid;
      429: Failure;
      503: Failure;
    };
  };
  ListSuggestions: {
    method: "GET";
    path: "/api/stoa/v1/search/suggestions";
    queryParameters: {
      q?: string;
    };
    answers: {
      200: Suggestions;
      400: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      404: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      422: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      429: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      503: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
    };
  };
  Login: {
    method: "POST";
    path: "/api/v1/auth/login";
    body: {
      email: string;
      password: string;
    };
    answers: {
      200: SignedIn;
      400: Failure;
      401: Failure;
      403: Failure;
      404: NotFound;
      413: Failure;
      419: Failure;
      422: Invalid;
      429: Failure;
      503: Failure;
    };
  };
  Logout: {
    method: "POST";
    path: "/api/v1/auth/logout";
    answers: {
      200: Message;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      413: Failure;
      419: Failure;
      503: Failure;
    };
  };
  LogoutAll: {
    method: "POST";
    path: "/api/v1/auth/logout-all";
    answers: {
      200: Message;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      413: Failure;
      419: Failure;
      503: Failure;
    };
  };
  LookUpOperator: {
    method: "GET";
    path: "/api/admin-user-lookup";
    answers: {
      200: Operator | Nobody;
      400: Failure;
      404: NotFound;
      429: Failure;
      503: Failure;
    };
  };
  MakeLabel: {
    method: "POST";
    path: "/api/v1/shipping/labels/{order}";
    pathParameters: {
      order: number;
    };
    answers: {
      200: LabelAnswer;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      413: Failure;
      422: Failure;
      429: Failure;
      503: Failure;
    };
  };
  MarkAllNotificationsRead: {
    method: "PATCH";
    path: "/api/v1/notifications/read-all";
    answers: {
      200: MarkedRead;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      413: Failure;
      419: Failure;
      429: Failure;
      503: Failure;
    };
  };
  MarkNotificationRead: {
    method: "PATCH";
    path: "/api/v1/notifications/{notification}/read";
    pathParameters: {
      notification: number;
    };
    answers: {
      200: MarkedRead;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      413: Failure;
      419: Failure;
      429: Failure;
      503: Failure;
    };
  };
  MergeCart: {
    method: "POST";
    path: "/api/v1/cart/sync";
    body: {
      items: Array<{
        product_id: number | string | true;
        quantity: number | string | true;
      }> | { [key: string]: {
        product_id: number | string | true;
        quantity: number | string | true;
      } };
    };
    answers: {
      200: Cart;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      413: Failure;
      419: Failure;
      422: Invalid;
      429: Failure;
      503: Failure;
    };
  };
  ModerateProduct: {
    method: "PATCH";
    path: "/api/v1/admin/products/{product}/moderate";
    pathParameters: {
      product: number;
    };
    body: {
      action: "approve" | "reject";
      reason?: string | null | "";
    };
    answers: {
      200: ModeratedAnswer;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      413: Failure;
      419: Failure;
      422: Invalid;
      429: Failure;
      503: Failure;
    };
  };
  MoveOrder: {
    method: "PATCH";
    path: "/api/v1/admin/orders/{order}/status";
    pathParameters: {
      order: number;
    };
    body: {
      force?: true | false | 0 | 1 | "0" | "1" | null | "";
      note?: string | null | "";
      status: "pending" | "confirmed" | "processing" | "shipped" | "delivered" | "cancelled";
    };
    answers: {
      200: OrderChanged;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      409: Failure;
      413: Failure;
      419: Failure;
      422: Invalid;
      429: Failure;
      503: Failure;
    };
  };
  MoveSoldOrder: {
    method: "PATCH";
    path: "/api/v1/producer/orders/{id}/status";
    pathParameters: {
      id: number;
    };
    body: {
      status: "processing" | "shipped" | "delivered";
    };
    answers: {
      200: SoldOrderMoved;
      400: Failure;
      401: Unauthenticated;
      403: {
        message: "User is not associated with a producer";
        success: false;
      };
      404: NotFound;
      413: Failure;
      419: Failure;
      422: Invalid;
      429: Failure;
      503: Failure;
    };
  };
  MoveSoldOrderByPost: {
    method: "POST";
    path: "/api/v1/producer/orders/{id}/status";
    pathParameters: {
      id: number;
    };
    body: {
      status: "processing" | "shipped" | "delivered";
    };
    answers: {
      200: SoldOrderMoved;
      400: Failure;
      401: Unauthenticated;
      403: {
        message: "User is not associated with a producer";
        success: false;
      };
      404: NotFound;
      413: Failure;
      419: Failure;
      422: Invalid;
      429: Failure;
      503: Failure;
    };
  };
  PlaceOrder: {
    method: "POST";
    path: "/api/v1/orders";
    body: {
      currency: "EUR" | "USD";
      items: Array<{
        product_id: number | string | true;
        quantity: number | string | true;
      }> | { [key: string]: {
        product_id: number | string | true;
        quantity: number | string | true;
      } };
      locker_id?: string;
      notes?: string | null | "";
      payment_method?: "COD" | "CARD" | "BANK_TRANSFER" | null | "";
      quoted_at?: string | null | "";
      quoted_shipping?: number | string | null | "";
      quoted_subtotal?: number | string | null | "";
      shipping_address?: {
        city?: string | null | "";
        country?: string | null | "";
        email?: string | null | "";
        line1?: string | null | "";
        line2?: string | null | "";
        name?: string | null | "";
        phone?: string | null | "";
        postal_code?: string | null | "";
        region?: string | null | "";
      } | Array<unknown> | null | "";
      shipping_cost?: number | string | null | "";
      shipping_method: "HOME" | "PICKUP" | "COURIER" | "LOCKER";
      user_id?: number | string | true | null | "";
    };
    answers: {
      201: PlacedOrder | PlacedSession;
      400: Failure;
      403: Failure;
      404: NotFound;
      409: Failure;
      413: Failure;
      419: Failure;
      422: Invalid;
      429: Failure;
      503: Failure;
    };
  };
  PlaceProduct: {
    method: "PUT";
    path: "/api/stoa/v1/products/{product}/categories";
    pathParameters: {
      product: number;
    };
    body?: {
      category_ids?: Array<number | string | true> | { [key: string]: number | string | true };
    };
    answers: {
      200: PlacedAnswer;
      400: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      401: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      403: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      404: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      413: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      419: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      422: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      503: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
    };
  };
  PlacePublicOrder: {
    method: "POST";
    path: "/api/v1/public/orders";
    body: {
      currency: "EUR" | "USD";
      items: Array<{
        product_id: number | string | true;
        quantity: number | string | true;
      }> | { [key: string]: {
        product_id: number | string | true;
        quantity: number | string | true;
      } };
      locker_id?: string;
      notes?: string | null | "";
      payment_method?: "COD" | "CARD" | "BANK_TRANSFER" | null | "";
      quoted_at?: string | null | "";
      quoted_shipping?: number | string | null | "";
      quoted_subtotal?: number | string | null | "";
      shipping_address?: {
        city?: string | null | "";
        country?: string | null | "";
        email?: string | null | "";
        line1?: string | null | "";
        line2?: string | null | "";
        name?: string | null | "";
        phone?: string | null | "";
        postal_code?: string | null | "";
        region?: string | null | "";
      } | Array<unknown> | null | "";
      shipping_cost?: number | string | null | "";
      shipping_method: "HOME" | "PICKUP" | "COURIER" | "LOCKER";
      user_id?: number | string | true | null | "";
    };
    answers: {
      201: PlacedOrder | PlacedSession;
      400: Failure;
      403: Failure;
      404: NotFound;
      409: Failure;
      413: Failure;
      419: Failure;
      422: Invalid;
      429: Failure;
      503: Failure;
    };
  };
  PreviewCommission: {
    method: "GET";
    path: "/api/v1/admin/commission-rules/preview";
    queryParameters: {
      amount: number;
      channel: "B2C" | "B2B" | "ALL";
    };
    answers: {
      200: AmountPreview;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      422: Invalid;
      429: Failure;
      503: Failure;
    };
  };
  PreviewOrderCommission: {
    method: "GET";
    path: "/api/orders/{order}/commission-preview";
    pathParameters: {
      order: number;
    };
    answers: {
      200: OrderPreview;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      503: Failure;
    };
  };
  PreviewProducerDeletion: {
    method: "GET";
    path: "/api/v1/admin/producers/{producer}/deletion-preview";
    pathParameters: {
      producer: number;
    };
    answers: {
      200: DeletionPreview;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      409: Failure;
      429: Failure;
      503: Failure;
    };
  };
  QuoteCart: {
    method: "POST";
    path: "/api/v1/public/shipping/quote-cart";
    body: {
      items: Array<{
        product_id: number | string | true;
        quantity: number | string | true;
      }> | { [key: string]: {
        product_id: number | string | true;
        quantity: number | string | true;
      } };
      method: "HOME" | "COURIER" | "PICKUP" | "LOCKER";
      payment_method?: "COD" | "CARD";
      postal_code: string;
    };
    answers: {
      200: CartQuoteShown;
      400: Failure;
      404: NotFound;
      413: Failure;
      419: Failure;
      422: Invalid;
      429: Failure;
      503: Failure;
    };
  };
  QuoteEngine: {
    method: "POST";
    path: "/api/v1/shipping/quote";
    body: {
      items: Array<{
        product_id: number | string | true;
        quantity: number | string | true;
      }> | { [key: string]: {
        product_id: number | string | true;
        quantity: number | string | true;
      } };
      payment_method?: "CARD" | "COD" | null | "";
      postal_code: string;
      producer_profile?: "flat_rate" | "free_shipping" | "premium_producer" | "local_producer" | null | "";
    };
    answers: {
      200: EngineAnswer;
      400: Failure;
      404: NotFound;
      413: Failure;
      419: Failure;
      422: Invalid;
      429: Failure;
      503: Failure;
    };
  };
  QuoteZone: {
    method: "POST";
    path: "/api/v1/public/shipping/quote";
    body: {
      method: "HOME" | "COURIER" | "PICKUP";
      postal_code: string;
      subtotal?: number | string | null | "";
      weight_kg?: number | string | null | "";
    };
    answers: {
      200: ZonePriceShown;
      400: Failure;
      404: NotFound;
      413: Failure;
      419: Failure;
      422: Invalid;
      429: Failure;
      503: Failure;
    };
  };
  ReckonCommission: {
    method: "GET";
    path: "/api/ops/commission/preview";
    answers: {
      200: AmountAnswer | OrderAnswer;
      400: Failure;
      404: NotFound;
      422: Failure;
      429: Failure;
      503: Failure;
    };
  };
  Register: {
    method: "POST";
    path: "/api/v1/auth/register";
    body: {
      business_type?: "restaurant" | "hotel" | "deli" | "catering" | "other" | null | "";
      company_name?: string;
      email: string;
      name: string;
      password: string;
      password_confirmation: string;
      phone?: string | null | "";
      role: "consumer" | "producer" | "business";
      tax_id?: string | null | "";
      tax_office?: string | null | "";
    };
    answers: {
      201: Registered;
      400: Failure;
      404: NotFound;
      413: Failure;
      419: Failure;
      422: Invalid;
      429: Failure;
      503: Failure;
    };
  };
  RejectBusiness: {
    method: "PATCH";
    path: "/api/v1/admin/businesses/{business}/reject";
    pathParameters: {
      business: number;
    };
    body: {
      rejection_reason: string;
    };
    answers: {
      200: SettledBusiness;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      413: Failure;
      419: Failure;
      422: Invalid;
      429: Failure;
      503: Failure;
    };
  };
  RejectProducer: {
    method: "PATCH";
    path: "/api/v1/admin/producers/{producer}/reject";
    pathParameters: {
      producer: number;
    };
    body: {
      rejection_reason: string;
    };
    answers: {
      200: ProducerDecided;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      409: Failure;
      413: Failure;
      419: Failure;
      422: Invalid;
      429: Failure;
      503: Failure;
    };
  };
  RemoveCartItem: {
    method: "DELETE";
    path: "/api/v1/cart/items/{cartItem}";
    pathParameters: {
      cartItem: number;
    };
    answers: {
      200: ItemRemoved;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      413: Failure;
      419: Failure;
      503: Failure;
    };
  };
  Reorder: {
    method: "POST";
    path: "/api/stoa/v1/orders/{id}/reorder";
    pathParameters: {
      id: number;
    };
    answers: {
      200: ReorderAnswer;
      400: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      401: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      403: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      404: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      413: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      419: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      429: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      503: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
    };
  };
  ResendVerification: {
    method: "POST";
    path: "/api/v1/auth/email/resend";
    body: {
      email: string;
    };
    answers: {
      200: Message;
      400: Failure;
      404: NotFound;
      413: Failure;
      419: Failure;
      422: Invalid;
      429: Failure;
      503: Failure;
    };
  };
  ResetPassword: {
    method: "POST";
    path: "/api/v1/auth/password/reset";
    body: {
      email: string;
      password: string;
      password_confirmation: string;
      token: string;
    };
    answers: {
      200: Message;
      400: Failure;
      404: NotFound;
      413: Failure;
      419: Failure;
      422: Invalid;
      429: Failure;
      503: Failure;
    };
  };
  SearchLockers: {
    method: "GET";
    path: "/api/v1/shipping/lockers/search";
    queryParameters: {
      postal_code: string;
    };
    answers: {
      200: Lockers;
      400: Failure;
      404: NotFound;
      422: Invalid;
      429: Failure;
      503: Failure;
    };
  };
  SetProductStock: {
    method: "PATCH";
    path: "/api/v1/producer/products/{product}/stock";
    pathParameters: {
      product: number;
    };
    body: {
      stock: number | string | true;
    };
    answers: {
      200: StockSet;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      413: Failure;
      419: Failure;
      422: Invalid;
      503: Failure;
    };
  };
  ShowAddress: {
    method: "GET";
    path: "/api/stoa/v1/addresses/{address}";
    pathParameters: {
      address: number;
    };
    answers: {
      200: AddressShown;
      400: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      401: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      403: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      404: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      503: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
    };
  };
  ShowApiHealth: {
    method: "GET";
    path: "/api/health";
    answers: {
      200: Health;
      503: Failure;
    };
  };
  ShowApiHealthz: {
    method: "GET";
    path: "/api/healthz";
    answers: {
      200: Health;
      503: Failure;
    };
  };
  ShowBusiness: {
    method: "GET";
    path: "/api/v1/admin/businesses/{business}";
    pathParameters: {
      business: number;
    };
    answers: {
      200: ShownBusiness;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      429: Failure;
      503: Failure;
    };
  };
  ShowCart: {
    method: "GET";
    path: "/api/v1/cart/items";
    answers: {
      200: Cart;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      503: Failure;
    };
  };
  ShowCheckoutChoices: {
    method: "GET";
    path: "/api/stoa/v1/checkout";
    answers: {
      200: CheckoutChoices;
      400: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      404: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      503: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
    };
  };
  ShowCommissionEngine: {
    method: "GET";
    path: "/api/v1/admin/settings/commission-engine";
    answers: {
      200: Engine;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      429: Failure;
      503: Failure;
    };
  };
  ShowDeskProduct: {
    method: "GET";
    path: "/api/stoa/v1/products/{product}";
    pathParameters: {
      product: number;
    };
    answers: {
      200: DeskAnswer;
      400: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      401: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      403: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      404: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      503: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
    };
  };
  ShowHealthz: {
    method: "GET";
    path: "/healthz";
    answers: {
      200: Health;
      503: Failure;
    };
  };
  ShowOrderByToken: {
    method: "GET";
    path: "/api/v1/public/orders/by-token/{token}";
    pathParameters: {
      token: string;
    };
    answers: {
      200: PlacedOrder | PlacedSession;
      400: Failure;
      404: NotFound;
      429: Failure;
      503: Failure;
    };
  };
  ShowOwnAccount: {
    method: "GET";
    path: "/api/stoa/v1/account";
    answers: {
      200: OwnAccount;
      400: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      401: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      403: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      404: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      503: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
    };
  };
  ShowOwnOrder: {
    method: "GET";
    path: "/api/v1/orders/{id}";
    pathParameters: {
      id: number;
    };
    answers: {
      200: Order;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      429: Failure;
      503: Failure;
    };
  };
  ShowOwnProducer: {
    method: "GET";
    path: "/api/v1/producer/me";
    answers: {
      200: Desk;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      503: Failure;
    };
  };
  ShowOwnShelf: {
    method: "GET";
    path: "/api/stoa/v1/producer/overview";
    answers: {
      200: OverviewAnswer;
      400: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      401: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      403: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      404: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      503: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
    };
  };
  ShowOwnStanding: {
    method: "GET";
    path: "/api/stoa/v1/producer/standing";
    answers: {
      200: StandingAnswer;
      400: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      401: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      403: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      404: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      503: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
    };
  };
  ShowPaymentConfig: {
    method: "GET";
    path: "/api/v1/public/payments/config";
    answers: {
      200: PaymentConfig;
      400: Failure;
      404: NotFound;
      503: Failure;
    };
  };
  ShowProducer: {
    method: "GET";
    path: "/api/v1/producers/{producer}";
    pathParameters: {
      producer: number;
    };
    answers: {
      200: ProducerAnswer;
      400: Failure;
      404: NotFound;
      429: Failure;
      503: Failure;
    };
  };
  ShowProducerRating: {
    method: "GET";
    path: "/api/stoa/v1/producers/{producer}/rating";
    pathParameters: {
      producer: number;
    };
    answers: {
      200: RatingAnswer;
      400: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      404: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      429: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      503: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
    };
  };
  ShowProduct: {
    method: "GET";
    path: "/api/v1/products/{product}";
    pathParameters: {
      product: number;
    };
    answers: {
      200: ProductAnswer;
      400: Failure;
      404: NotFound;
      429: Failure;
      503: Failure;
    };
  };
  ShowProductFacets: {
    method: "GET";
    path: "/api/stoa/v1/products/facets";
    answers: {
      200: FacetsAnswer;
      400: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      404: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      429: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      503: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
    };
  };
  ShowProfile: {
    method: "GET";
    path: "/api/v1/auth/profile";
    answers: {
      200: Profile;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      503: Failure;
    };
  };
  ShowPublicProducer: {
    method: "GET";
    path: "/api/v1/public/producers/{id}";
    pathParameters: {
      id: number | string;
    };
    answers: {
      200: producers_shapes_PublicProducer;
      400: Failure;
      404: NotFound;
      429: Failure;
      503: Failure;
    };
  };
  ShowPublicProduct: {
    method: "GET";
    path: "/api/v1/public/products/{id}";
    pathParameters: {
      id: number | string;
    };
    answers: {
      200: PublicProduct;
      400: Failure;
      404: NotFound;
      429: Failure;
      503: Failure;
    };
  };
  ShowShipment: {
    method: "GET";
    path: "/api/v1/orders/{order}/shipment";
    pathParameters: {
      order: number;
    };
    answers: {
      200: ShipmentAnswer;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      503: Failure;
    };
  };
  ShowShippingAddress: {
    method: "GET";
    path: "/api/v1/auth/shipping-address";
    answers: {
      200: ShippingAddress;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      503: Failure;
    };
  };
  ShowShippingRates: {
    method: "GET";
    path: "/api/v1/admin/shipping/rates";
    answers: {
      200: Rates;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      429: Failure;
      503: Failure;
    };
  };
  ShowShippingZones: {
    method: "GET";
    path: "/api/v1/admin/shipping/zones";
    answers: {
      200: Zones;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      429: Failure;
      503: Failure;
    };
  };
  ShowSoldOrder: {
    method: "GET";
    path: "/api/v1/producer/orders/{id}";
    pathParameters: {
      id: number;
    };
    answers: {
      200: SoldOrderAnswer;
      400: Failure;
      401: Unauthenticated;
      403: {
        message: "User is not associated with a producer";
        success: false;
      };
      404: NotFound;
      429: Failure;
      503: Failure;
    };
  };
  ShowUp: {
    method: "GET";
    path: "/up";
    answers: {
      200: Health;
      503: Failure;
    };
  };
  ShowUser: {
    method: "GET";
    path: "/api/user";
    answers: {
      200: RawUser;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      503: Failure;
    };
  };
  SimulateShipping: {
    method: "GET";
    path: "/api/v1/admin/shipping/simulate";
    answers: {
      200: Simulation;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      429: Failure;
      503: Failure;
    };
  };
  StartSession: {
    method: "GET";
    path: "/sanctum/csrf-cookie";
    answers: {
      204: undefined;
      400: Failure;
      404: NotFound;
      503: Failure;
    };
  };
  SummarizeReviews: {
    method: "GET";
    path: "/api/v1/public/products/{productId}/reviews/summary";
    pathParameters: {
      productId: number;
    };
    answers: {
      200: SummaryAnswer;
      400: Failure;
      404: NotFound;
      429: Failure;
      503: Failure;
    };
  };
  SwitchCommissionEngine: {
    method: "POST";
    path: "/api/v1/admin/settings/commission-engine";
    answers: {
      200: EngineSwitched;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      413: Failure;
      419: Failure;
      429: Failure;
      503: Failure;
    };
  };
  ToggleCommissionRule: {
    method: "POST";
    path: "/api/v1/admin/commission-rules/{id}/toggle";
    pathParameters: {
      id: number;
    };
    answers: {
      200: RuleAnswer;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      413: Failure;
      419: Failure;
      429: Failure;
      503: Failure;
    };
  };
  ToggleProduct: {
    method: "PATCH";
    path: "/api/v1/producer/products/{product}/toggle";
    pathParameters: {
      product: number;
    };
    answers: {
      200: Toggled;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      413: Failure;
      419: Failure;
      503: Failure;
    };
  };
  TrackOrder: {
    method: "GET";
    path: "/api/v1/public/orders/track/{token}";
    pathParameters: {
      token: string;
    };
    answers: {
      200: Tracking;
      400: Failure;
      404: NotFound;
      429: Failure;
      503: Failure;
    };
  };
  TrackParcel: {
    method: "GET";
    path: "/api/v1/shipping/tracking/{trackingCode}";
    pathParameters: {
      trackingCode: number;
    };
    answers: {
      200: Tracked;
      400: Failure;
      404: NotFound;
      429: Failure;
      503: Failure;
    };
  };
  UpdateCartItem: {
    method: "PATCH";
    path: "/api/v1/cart/items/{cartItem}";
    pathParameters: {
      cartItem: number;
    };
    body: {
      quantity: number | string | true;
    };
    answers: {
      200: ItemUpdated;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      413: Failure;
      419: Failure;
      422: Invalid;
      503: Failure;
    };
  };
  UpdateOwnProducer: {
    method: "PATCH";
    path: "/api/v1/producer/profile";
    body?: {
      address?: string | null | "";
      agreement_accepted_at?: string | null | "";
      bank_account_holder?: string | null | "";
      beekeeper_registry_number?: string | null | "";
      business_name?: string | null | "";
      city?: string | null | "";
      cpnp_notification_number?: string | null | "";
      description?: string | null | "";
      efet_notification_doc_url?: string | null | "";
      email?: string | null | "";
      food_license_number?: string | null | "";
      free_shipping_threshold_eur?: number | string | null | "";
      haccp_declaration_accepted?: true | false | 0 | 1 | "0" | "1";
      haccp_declaration_doc_url?: string | null | "";
      iban?: string | null | "";
      is_active?: true | false | 0 | 1 | "0" | "1";
      is_verified?: true | false | 0 | 1 | "0" | "1" | null | "";
      latitude?: number | string | null | "";
      location?: string | null | "";
      longitude?: number | string | null | "";
      name?: string;
      onboarding_completed_at?: string | null | "";
      phone?: string | null | "";
      postal_code?: string | null | "";
      product_categories?: Array<string> | { [key: string]: string } | null | "";
      region?: string | null | "";
      responsible_person_name?: string | null | "";
      slug?: string;
      social_media?: Array<string> | { [key: string]: string } | null | "";
      status?: "active" | "inactive" | "pending";
      tax_id?: string | null | "";
      tax_office?: string | null | "";
      tax_registration_doc_url?: string | null | "";
      user_id?: number | string | true | null | "";
      uses_custom_shipping_rates?: true | false | 0 | 1 | "0" | "1";
      verified?: true | false | 0 | 1 | "0" | "1";
      website?: string | null | "";
    };
    answers: {
      200: ProfileUpdated;
      400: Failure;
      401: Unauthenticated;
      403: {
        message: "Producer profile not found";
      };
      404: NotFound;
      413: Failure;
      419: Failure;
      422: Invalid;
      503: Failure;
    };
  };
  UpdateProduct: {
    method: "PATCH";
    path: "/api/v1/products/{product}";
    pathParameters: {
      product: number;
    };
    body?: {
      allergens?: Array<"gluten" | "crustaceans" | "eggs" | "fish" | "peanuts" | "soybeans" | "milk" | "tree_nuts" | "celery" | "mustard" | "sesame" | "sulphites" | "lupin" | "molluscs"> | { [key: string]: "gluten" | "crustaceans" | "eggs" | "fish" | "peanuts" | "soybeans" | "milk" | "tree_nuts" | "celery" | "mustard" | "sesame" | "sulphites" | "lupin" | "molluscs" } | null | "";
      category?: string | null | "";
      cultivation_description?: string | null | "";
      cultivation_type?: "conventional" | "organic_certified" | "organic_transitional" | "biodynamic" | "traditional_natural" | "other" | null | "";
      description?: string | null | "";
      discount_price?: number | string | null | "";
      image_url?: string | null | "";
      images?: Array<string> | { [key: string]: string } | null | "";
      ingredients?: string | null | "";
      is_active?: true | false | 0 | 1 | "0" | "1";
      is_b2b_only?: true | false | 0 | 1 | "0" | "1";
      is_seasonal?: true | false | 0 | 1 | "0" | "1";
      name?: string;
      origin?: string | null | "";
      price?: number | string;
      producer_id?: number | string | true;
      shelf_life?: string | null | "";
      slug?: string;
      status?: "available" | "unavailable";
      stock?: number | string | true;
      storage_instructions?: string | null | "";
      unit?: string;
      weight_per_unit?: number | string | null | "";
    };
    answers: {
      200: ChangedProductAnswer;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      413: Failure;
      419: Failure;
      422: Invalid;
      503: Failure;
    };
  };
  UpdateProductAsOperator: {
    method: "PATCH";
    path: "/api/v1/admin/products/{product}";
    pathParameters: {
      product: number;
    };
    body?: {
      allergens?: Array<"gluten" | "crustaceans" | "eggs" | "fish" | "peanuts" | "soybeans" | "milk" | "tree_nuts" | "celery" | "mustard" | "sesame" | "sulphites" | "lupin" | "molluscs"> | { [key: string]: "gluten" | "crustaceans" | "eggs" | "fish" | "peanuts" | "soybeans" | "milk" | "tree_nuts" | "celery" | "mustard" | "sesame" | "sulphites" | "lupin" | "molluscs" } | null | "";
      category?: string | null | "";
      cultivation_description?: string | null | "";
      cultivation_type?: "conventional" | "organic_certified" | "organic_transitional" | "biodynamic" | "traditional_natural" | "other" | null | "";
      description?: string | null | "";
      discount_price?: number | string | null | "";
      image_url?: string | null | "";
      images?: Array<string> | { [key: string]: string } | null | "";
      ingredients?: string | null | "";
      is_active?: true | false | 0 | 1 | "0" | "1";
      is_b2b_only?: true | false | 0 | 1 | "0" | "1";
      is_seasonal?: true | false | 0 | 1 | "0" | "1";
      name?: string;
      origin?: string | null | "";
      price?: number | string;
      producer_id?: number | string | true;
      shelf_life?: string | null | "";
      slug?: string;
      status?: "available" | "unavailable";
      stock?: number | string | true;
      storage_instructions?: string | null | "";
      unit?: string;
      weight_per_unit?: number | string | null | "";
    };
    answers: {
      200: ChangedProductAnswer;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      413: Failure;
      419: Failure;
      422: Invalid;
      429: Failure;
      503: Failure;
    };
  };
  UpdateProductNamedPending: {
    method: "PATCH";
    path: "/api/v1/admin/products/pending";
    answers: {
      200: undefined;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      413: Failure;
      419: Failure;
      429: Failure;
      503: Failure;
    };
  };
  UploadOwnPicture: {
    method: "POST";
    path: "/api/stoa/v1/producer/picture";
    body: {
      image: Blob;
    };
    answers: {
      201: StandingAnswer;
      400: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      401: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      403: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      404: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      413: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      419: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      422: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      429: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      503: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
    };
  };
  UploadProductImage: {
    method: "POST";
    path: "/api/stoa/v1/products/{product}/images";
    pathParameters: {
      product: number;
    };
    body: {
      alt?: string | null | "";
      image: Blob;
    };
    answers: {
      201: ImageAnswer;
      400: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      401: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      403: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      404: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      413: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      419: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      422: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      429: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
      503: {
        decision_id?: string;
        detail?: string;
        errors?: { [key: string]: Array<string> };
        instance?: string;
        status: number;
        title: string;
        type: string;
      };
    };
  };
  VerifyEmail: {
    method: "POST";
    path: "/api/v1/auth/email/verify";
    body: {
      email: string;
      token: string;
    };
    answers: {
      200: Message;
      400: Failure;
      404: NotFound;
      413: Failure;
      419: Failure;
      422: Invalid;
      429: Failure;
      503: Failure;
    };
  };
  WriteReview: {
    method: "POST";
    path: "/api/v1/products/{productId}/reviews";
    pathParameters: {
      productId: number;
    };
    body: {
      comment?: string | null | "";
      order_id?: number | string | true | null | "";
      rating: number | string | true;
      title?: string | null | "";
    };
    answers: {
      201: Written;
      400: Failure;
      401: Unauthenticated;
      403: Failure;
      404: NotFound;
      413: Failure;
      419: Failure;
      422: Invalid;
      429: Failure;
      503: Failure;
    };
  };
}

/** What an operation answers when it does what was asked. */
export type Success<Name extends keyof Operations> =
  Operations[Name]["answers"][Extract<keyof Operations[Name]["answers"], 200 | 201 | 202 | 204>];

/** What an operation answers when it refuses. */
export type Refusal<Name extends keyof Operations> =
  Operations[Name]["answers"][Exclude<keyof Operations[Name]["answers"], 200 | 201 | 202 | 204>];
